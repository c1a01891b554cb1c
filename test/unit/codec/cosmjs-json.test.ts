import { cosmjsJson } from "../../../src/codec/cosmjs-json.ts";
import { ConsumerGenesisState } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";

describe("JSON of the chains, for types of cosmjs-types", () => {
  it("renames keys at every depth and leaves values alone", () => {
    expect(cosmjsJson({ pub_key: { ed25519: "a_b" }, list: [{ top_N: 1 }], nothing: null })).toEqual({
      pubKey: { ed25519: "a_b" },
      list: [{ topN: 1 }],
      nothing: null,
    });
  });

  it("keeps the trusting period of the client state in a consumer genesis", () => {
    const genesis = ConsumerGenesisState.fromJSON({
      provider: { client_state: { chain_id: "provider", trusting_period: "1197504s", max_clock_drift: "10s" } },
      preCCV: false,
      new_chain: true,
    });
    expect(genesis.newChain).toBe(true);
    expect(genesis.provider?.clientState).toMatchObject({
      chainId: "provider",
      trustingPeriod: { seconds: 1197504n, nanos: 0 },
      maxClockDrift: { seconds: 10n, nanos: 0 },
    });
  });
});
