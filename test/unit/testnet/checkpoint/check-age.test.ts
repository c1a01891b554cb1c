import { checkAge, checkpointExpiry } from "../../../../testnet/checkpoint/check-age.ts";

const at = (minutes: number): Date => new Date(Date.UTC(2030, 0, 1, 0, minutes));
const client = (clientId: string, expiresAt: Date | undefined) => ({ clientId, chainId: "provider-1", expiresAt });
const checkpoint = {
  stoppedAt: at(0),
  clients: [client("07-tendermint-0", at(30)), client("07-tendermint-1", at(20))],
};

test("a checkpoint can be restored until the first of its light clients expires", () => {
  expect(checkpointExpiry(checkpoint)).toEqual(at(20));
  expect(() => checkAge("/there", checkpoint, at(19))).not.toThrow();
});

test("names the client that is too old, also shortly before", () => {
  for (const now of [at(20), at(25), new Date(at(20).getTime() - 20_000)]) {
    expect(() => checkAge("/there", checkpoint, now)).toThrow(
      expect.objectContaining({
        code: "TESTNET_CHECKPOINT_EXPIRED",
        context: { path: "/there", clientId: "07-tendermint-1", chainId: "provider-1", expiredAt: at(20) },
      }),
    );
  }
});

test("clients that had expired before, and chains without clients, set no limit", () => {
  const expired = { stoppedAt: at(40), clients: [...checkpoint.clients, client("07-tendermint-2", undefined)] };
  expect(checkpointExpiry(expired)).toBeUndefined();
  expect(() => checkAge("/there", expired, at(1_000_000))).not.toThrow();
  expect(() => checkAge("/there", { stoppedAt: at(0), clients: [] }, at(1_000_000))).not.toThrow();
});
