export default {
  setupFiles: ["dotenv/config"],
  testTimeout: 60_000,
  // Each file has chains of its own; a small machine runs those of one file at a time.
  maxWorkers: 1,
};
