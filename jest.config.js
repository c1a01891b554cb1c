const transform = {
  "^.+\\.[jt]s$": [
    "@swc/jest",
    {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    },
  ],
};

/** These ship ES modules only; CosmJS requires the first two from CommonJS. */
const transformIgnorePatterns = [
  "/node_modules/(?!(@noble|@scure|@seriousme|commander|devalue|kysely|lit-html|non-error|pg-boss|rrule-temporal|serialize-error)/)",
];

const project = (name, settings = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  setupFiles: ["<rootDir>/test/support/environment.ts"],
  transform,
  transformIgnorePatterns,
  // What is generated there has packages of the same name.
  modulePathIgnorePatterns: ["<rootDir>/.icskit/"],
  ...settings,
});

/** Scenarios that take longest: `npm test` runs them only where CI is set. */
const longScenarios = ["consumer-removal", "relayer-killed", "slash-throttle"].map(
  (name) => `<rootDir>/test/e2e/${name}.test.ts`,
);

/** @type {import("jest").Config} */
export default {
  projects: [
    project("unit"),
    project("contract"),
    project("e2e", { testPathIgnorePatterns: longScenarios }),
    project("scenarios", { testMatch: longScenarios }),
    project("browser"),
  ],
  testTimeout: 300_000,
  // Chain suites share two cores: one at a time. Unit tests are quick enough to run in the same worker.
  maxWorkers: 1,
  // A process that ran hundreds of test files has a heap so large that everything in it is slow: it is replaced.
  workerIdleMemoryLimit: "1GB",
};
