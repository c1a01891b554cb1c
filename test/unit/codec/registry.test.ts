import { Registry } from "@cosmjs/proto-signing";
import { MsgAssignConsumerKey, MsgOptIn } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";

describe("a CosmJS registry with generated types", () => {
  const registry = new Registry([
    ["/interchain_security.ccv.provider.v1.MsgOptIn", MsgOptIn],
    [MsgAssignConsumerKey.typeUrl, MsgAssignConsumerKey],
  ]);

  it("encodes a partial value and decodes it again", () => {
    const typeUrl = "/interchain_security.ccv.provider.v1.MsgOptIn";
    const value = registry.encode({ typeUrl, value: { consumerId: "4", signer: "cosmos1signer" } });
    expect(registry.decode({ typeUrl, value })).toEqual(
      MsgOptIn.fromPartial({ consumerId: "4", signer: "cosmos1signer" }),
    );
  });

  it("finds a type by the type's own constant", () => {
    expect(MsgAssignConsumerKey.typeUrl).toBe("/interchain_security.ccv.provider.v1.MsgAssignConsumerKey");
    expect(registry.lookupType("/interchain_security.ccv.provider.v1.MsgAssignConsumerKey")).toBe(MsgAssignConsumerKey);
  });
});
