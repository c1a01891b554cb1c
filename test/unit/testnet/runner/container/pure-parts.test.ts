import { aliasOf } from "../../../../../testnet/runner/container/container-nodes.ts";
import { exitOf } from "../../../../../testnet/runner/container/container-run.ts";
import { isLeftover, runLabels } from "../../../../../testnet/runner/container/labels.ts";
import { addressIn, hardwareAddress } from "../../../../../testnet/runner/container/run-network.ts";

test.each([
  ["172.18.0.0/16", 10, "172.18.0.10"],
  ["172.18.0.0/16", 300, "172.18.1.44"],
  ["192.168.240.0/20", 4_094, "192.168.255.254"],
  ["10.89.3.0/24", 254, "10.89.3.254"],
])("%s has at place %i the address %s", (subnet, place, address) => {
  expect(addressIn(subnet, place)).toBe(address);
});

test("the last address of a network is for all its members, and no node's", () => {
  expect(() => addressIn("10.89.3.0/24", 255)).toThrow("no room for more nodes");
});

test("an address has one hardware address, whenever it is given", () => {
  expect(hardwareAddress("172.18.1.10")).toBe("02:42:ac:12:01:0a");
});

test.each([
  ["consumer-1", "validator-0", "consumer-1-validator-0"],
  ["other_chain.2", "Alice", "other-chain-2-alice"],
])("the node %s/%s is known by the host name %s/%s", (chain, node, alias) => {
  expect(aliasOf(chain, node)).toBe(alias);
});

describe("the end of a container", () => {
  test.each([
    [0, { exitCode: 0, signal: null }],
    [2, { exitCode: 2, signal: null }],
    [255, { exitCode: 255, signal: null }],
    [137, { exitCode: null, signal: "SIGKILL" }],
    [139, { exitCode: null, signal: "SIGSEGV" }],
    // A chain's binary ends itself with this code on SIGTERM.
    [143, { exitCode: 143, signal: null }],
  ])("with status %i is %j", (status, exit) => {
    expect(exitOf(status)).toEqual(exit);
  });
});

describe("what is left over", () => {
  const mine = runLabels("0a1b2c3d");
  const hour = 3_600_000;

  test("is what this machine's process left that has ended", () => {
    expect(isLeftover(mine, () => true)).toBe(false);
    expect(isLeftover(mine, () => false)).toBe(true);
  });

  test("is what another machine's process left, only when it is older than any run", () => {
    const others = { ...mine, "icskit.owner": "elsewhere/1" };
    expect(isLeftover(others, () => false)).toBe(false);
    expect(isLeftover(others, () => false, Date.now() + 25 * hour)).toBe(true);
  });

  test("is nothing that is kept for later processes, however old", () => {
    const kept = runLabels("0a1b2c3d", "1234.abcd");
    expect(kept).toMatchObject({ "icskit.run": "0a1b2c3d", "icskit.reuse": "1234.abcd" });
    expect(isLeftover(kept, () => false, Date.now() + 1_000 * hour)).toBe(false);
  });

  test("is nothing that says nothing of itself", () => {
    expect(isLeftover({ icskit: "testnet" }, () => false)).toBe(false);
  });
});
