import { describeSentinel, sentinelName } from "../../../src/ccv/ccv-errors.ts";
import { ibcSentinelName } from "../../../src/ccv/ibc-errors.ts";

describe("sentinelName", () => {
  it.each([
    ["CCV", 15, "ErrConsumerChainNotFound"],
    ["provider", 3, "ErrUnknownConsumerId"],
    ["provider", 27, "ErrInvalidPhase"],
    ["provider", 54, "ErrInvalidConsumerInfractionParameters"],
    ["ccvconsumer", 1, "ErrNoProposerChannelId"],
    ["sdk", 32, "ErrWrongSequence"],
    ["sdk", 5, "ErrInsufficientFunds"],
    ["staking", 3, "ErrNoValidatorFound"],
    ["slashing", 4, "ErrValidatorJailed"],
    ["gov", 3, "ErrInactiveProposal"],
  ])("names %s %d", (codespace, code, name) => {
    expect(sentinelName(codespace, code)).toBe(name);
  });

  it("knows nothing of others", () => {
    expect(sentinelName("provider", 999)).toBeUndefined();
    expect(sentinelName("wasm", 2)).toBeUndefined();
    expect(sentinelName("toString", 0)).toBeUndefined();
  });
});

describe("ibcSentinelName", () => {
  it.each([
    ["client", 29, "ErrClientNotActive"],
    ["channel", 21, "ErrPacketSequenceOutOfOrder"],
    ["connection", 3, "ErrConnectionNotFound"],
    ["07-tendermint", 11, "ErrTrustingPeriodExpired"],
    ["transfer", 6, "ErrDenomNotFound"],
  ])("names %s %d", (codespace, code, name) => {
    expect(ibcSentinelName(codespace, code)).toBe(name);
  });

  it("knows nothing of others", () => {
    expect(ibcSentinelName("client", 1)).toBeUndefined();
  });
});

describe("describeSentinel", () => {
  it.each([
    ["provider", 27, "ErrInvalidPhase", "the consumer's phase does not allow this"],
    ["CCV", 19, "ErrInvalidConsumerId", "the consumer id is not a number from 0 to 2^64 - 1"],
    ["ccvconsumer", 1, "ErrNoProposerChannelId", "the consumer has no CCV channel yet"],
    ["sdk", 32, "ErrWrongSequence", "wrong sequence"],
    ["sdk", 25, "ErrorInvalidGasAdjustment", "invalid gas adjustment"],
    ["ibc", 11, "ErrInvalidChainID", "invalid chain ID"],
  ])("tells the name and the meaning of %s %d", (codespace, code, name, meaning) => {
    expect(describeSentinel(codespace, code)).toEqual({ name, meaning });
  });

  it("knows nothing of others, whatever their name", () => {
    for (const codespace of ["provider", "wasm", "toString", "constructor", "__proto__"]) {
      expect(describeSentinel(codespace, 0)).toBeUndefined();
    }
  });
});
