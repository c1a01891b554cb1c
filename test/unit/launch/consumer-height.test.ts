import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { IcsError } from "../../../src/errors.ts";
import { consumerHeight } from "../../../src/launch/consumer-height.ts";
import { rejection } from "../../support/comet-fixtures.ts";

const { signal } = new AbortController();
const heightOf = (latestHeight: () => Promise<bigint>) =>
  consumerHeight({ connectConsumer: async () => ({ latestHeight }) as unknown as ChainConnection, signal });

it("is 0 while no node answers, also where one did before", async () => {
  await expect(consumerHeight({ connectConsumer: async () => undefined, signal })).resolves.toBe(0n);
  const gone = () => Promise.reject(new IcsError("RPC_UNREACHABLE", "gone", { url: "http://fake" }));
  await expect(heightOf(gone)).resolves.toBe(0n);
  await expect(heightOf(async () => 7n)).resolves.toBe(7n);
});

it("lets every other failure through", async () => {
  const wrong = () =>
    Promise.reject(new IcsError("RPC_RESPONSE_INVALID", "no", { url: "http://fake", path: "abci_info" }));
  await rejection("RPC_RESPONSE_INVALID", heightOf(wrong));
});
