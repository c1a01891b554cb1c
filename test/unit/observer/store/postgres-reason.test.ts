import { postgresReason } from "../../../../src/observer/store/postgres-reason.ts";

describe("postgresReason", () => {
  it.each([
    ["53100", "full"],
    ["25006", "read-only"],
    ["42501", "read-only"],
    ["42P01", "not-a-store"],
    ["3D000", "unavailable"],
    ["28P01", "unavailable"],
    ["40001", "busy"],
    ["40P01", "busy"],
    ["55P03", "busy"],
    ["57P01", "disconnected"],
    ["57P03", "disconnected"],
    ["53300", "disconnected"],
    ["08006", "disconnected"],
    ["ECONNREFUSED", "disconnected"],
    ["ENOENT", "disconnected"],
    ["23505", "other"],
  ])("takes %s for %s", (code, reason) => {
    expect(postgresReason(Object.assign(new Error("it failed"), { code }))).toBe(reason);
  });

  it("knows the driver's own errors, which have no code", () => {
    expect(postgresReason(new Error("Connection terminated unexpectedly"))).toBe("disconnected");
    expect(postgresReason(new Error("Query read timeout"))).toBe("disconnected");
    expect(postgresReason(new Error("timeout exceeded when trying to connect"))).toBe("disconnected");
    expect(postgresReason(new TypeError("undefined is not a function"))).toBe("other");
    expect(postgresReason(undefined)).toBe("other");
  });
});
