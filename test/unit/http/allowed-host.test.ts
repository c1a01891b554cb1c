import { isAllowedHost } from "../../../src/http/allowed-host.ts";

const options = { host: "0.0.0.0", allowedHosts: ["Observer.internal"] };

it.each(["localhost", "LOCALHOST:9464", "127.0.0.1", "10.0.0.7:80", "[::1]:9464", "observer.internal:443"])(
  "knows %s as a name of this server",
  (header) => {
    expect(isAllowedHost(header, options)).toBe(true);
  },
);

it.each([
  undefined,
  "",
  "@",
  "a b",
  "evil.example",
  "evil.example:80",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "internal",
])("refuses %s", (header) => {
  expect(isAllowedHost(header, options)).toBe(false);
});

it("knows the name it listens at", () => {
  expect(isAllowedHost("box.lan:8080", { host: "box.lan" })).toBe(true);
});
