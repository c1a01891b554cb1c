import { IcsError } from "../../../src/errors.ts";
import { findSpecConsumer } from "../../../src/launch/find-consumer.ts";
import { rejection } from "../../support/comet-fixtures.ts";
import { madeOverview, madeSpec } from "./made.ts";

type Known = Partial<ReturnType<typeof madeOverview>>;

function queries(...known: Known[]) {
  const consumers = known.map((given, index) => madeOverview({ consumerId: `${index}`, ...given }));
  const found = {
    async *consumerChains() {
      yield* consumers;
    },
    consumerChain: async (id: string) => consumers.find(({ consumerId }) => consumerId === id),
  };
  return found as unknown as Parameters<typeof findSpecConsumer>[0];
}

const wanted = { spec: madeSpec(), owner: "owner" };

it("finds a consumer by owner, chain id and metadata", async () => {
  const others: Known[] = [
    { chainId: "other-1" },
    { ownerAddress: "somebody" },
    { metadata: { name: "x", description: "description", metadata: "metadata" } },
    { phase: "DELETED" },
    { phase: "STOPPED" },
  ];
  await expect(findSpecConsumer(queries(...others), wanted)).resolves.toBeUndefined();
  await expect(findSpecConsumer(queries(...others, {}), wanted)).resolves.toMatchObject({ consumerId: "5" });
});

it("asks for an id where several fit", async () => {
  const error = await rejection("CONFIG_INVALID", findSpecConsumer(queries({}, {}), wanted));
  expect(error.message).toContain("owner owns 2 consumers like this spec: 0, 1");
});

it("takes an id for what it is, whoever owns it now, but not one of another chain", async () => {
  const own = queries({ ownerAddress: "governance", phase: "STOPPED" }, { chainId: "other-1" });
  await expect(findSpecConsumer(own, { ...wanted, consumerId: "0" })).resolves.toMatchObject({ phase: "STOPPED" });
  const error = await rejection("CONFIG_INVALID", findSpecConsumer(own, { ...wanted, consumerId: "1" }));
  expect(error.message).toContain('Consumer 1 is "other-1", and the spec is of "consumer-1"');
});

it.each(["name", "description", "metadata"] as const)(
  "takes one with another %s for another consumer",
  async (field) => {
    const metadata = { ...wanted.spec.metadata, [field]: "x" };
    await expect(findSpecConsumer(queries({ metadata }), wanted)).resolves.toBeUndefined();
    await expect(findSpecConsumer(queries({ metadata: undefined }), wanted)).resolves.toBeUndefined();
  },
);

it("takes one for another consumer where only case differs, as the chain does", async () => {
  await expect(findSpecConsumer(queries({ chainId: "Consumer-1" }), wanted)).resolves.toBeUndefined();
});

it("asks for everything at one height, and only for what could fit", async () => {
  const asked: unknown[] = [];
  const own = queries({}, { chainId: "other-1" });
  const noting = {
    ...own,
    consumerChains: (phase: undefined, options: unknown) => {
      asked.push(["list", options]);
      return own.consumerChains(phase);
    },
    consumerChain: (id: string, options: unknown) => {
      asked.push([id, options]);
      return own.consumerChain(id);
    },
  };
  const at = { height: 9n };
  await findSpecConsumer(noting as typeof own, wanted, at);
  expect(asked).toEqual([
    ["list", at],
    ["0", at],
  ]);
});

it("lets the error of an id that does not exist through", async () => {
  const missing = new IcsError("CCV_CONSUMER_NOT_FOUND", "none", { consumerId: "9" });
  const none = { ...queries(), consumerChain: async () => Promise.reject(missing) };
  await expect(findSpecConsumer(none, { ...wanted, consumerId: "9" })).rejects.toBe(missing);
});
