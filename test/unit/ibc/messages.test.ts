import { type EncodeObject, Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes } from "@cosmjs/stargate";
import { Order, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import * as messages from "../../../src/ibc/messages.ts";

const registry = new Registry(defaultRegistryTypes);

/** What the chain reads; every message must be one that CosmJS's own registry knows. */
function decoded(message: EncodeObject): unknown {
  return registry.decode({ typeUrl: message.typeUrl, value: registry.encode(message) });
}

const proofHeight = { revisionNumber: 1n, revisionHeight: 3_000_000n };
const proof = { value: new Uint8Array([1]), proof: new Uint8Array([2, 3]), proofHeight };
const prefix = { keyPrefix: new TextEncoder().encode("ibc") };
const version = { identifier: "1", features: ["ORDER_ORDERED", "ORDER_UNORDERED"] };
const none = new Uint8Array();
const ignored = {
  proofClient: none,
  proofConsensus: none,
  hostConsensusStateProof: none,
  consensusHeight: { revisionNumber: 0n, revisionHeight: 0n },
};
const packet = {
  sequence: 7n,
  sourcePort: "provider",
  sourceChannel: "channel-4",
  destinationPort: "consumer",
  destinationChannel: "channel-0",
  data: new Uint8Array([5]),
  timeoutHeight: { revisionNumber: 0n, revisionHeight: 0n },
  timeoutTimestamp: 1_772_000_000_000_000_000n,
};
const ends = {
  portId: "consumer",
  channelId: "channel-0",
  counterpartyPortId: "provider",
  counterpartyChannelId: "channel-4",
};

const cases: ReadonlyArray<[string, EncodeObject, unknown]> = [
  [
    "/ibc.core.client.v1.MsgUpdateClient",
    messages.msgUpdateClient("me", "07-tendermint-0", { typeUrl: "/x", value: none }),
    { signer: "me", clientId: "07-tendermint-0", clientMessage: { typeUrl: "/x", value: none } },
  ],
  [
    "/ibc.core.connection.v1.MsgConnectionOpenInit",
    messages.msgConnectionOpenInit("me", "07-tendermint-0", "07-tendermint-5"),
    {
      clientId: "07-tendermint-0",
      counterparty: { clientId: "07-tendermint-5", connectionId: "", prefix },
      version,
      delayPeriod: 0n,
    },
  ],
  [
    "/ibc.core.connection.v1.MsgConnectionOpenTry",
    messages.msgConnectionOpenTry("me", "07-tendermint-5", { clientId: "c", connectionId: "connection-0" }, proof),
    {
      clientId: "07-tendermint-5",
      counterparty: { clientId: "c", connectionId: "connection-0", prefix },
      counterpartyVersions: [version],
      proofInit: proof.proof,
      proofHeight,
      ...ignored,
    },
  ],
  [
    "/ibc.core.connection.v1.MsgConnectionOpenAck",
    messages.msgConnectionOpenAck("me", "connection-0", "connection-7", proof),
    {
      connectionId: "connection-0",
      counterpartyConnectionId: "connection-7",
      version,
      proofTry: proof.proof,
      proofHeight,
      ...ignored,
    },
  ],
  [
    "/ibc.core.connection.v1.MsgConnectionOpenConfirm",
    messages.msgConnectionOpenConfirm("me", "connection-7", proof),
    { connectionId: "connection-7", proofAck: proof.proof, proofHeight },
  ],
  [
    "/ibc.core.channel.v1.MsgChannelOpenInit",
    messages.msgCcvChannelOpenInit("me", "connection-0"),
    { portId: "consumer", channel: { state: State.STATE_INIT, ordering: Order.ORDER_ORDERED, version: "1" } },
  ],
  [
    "/ibc.core.channel.v1.MsgChannelOpenTry",
    messages.msgChannelOpenTry(
      "me",
      ends,
      { ordering: Order.ORDER_UNORDERED, connectionId: "connection-0", counterpartyVersion: "ics20-1" },
      proof,
    ),
    {
      portId: "consumer",
      previousChannelId: "",
      channel: {
        state: State.STATE_TRYOPEN,
        ordering: Order.ORDER_UNORDERED,
        counterparty: { portId: "provider", channelId: "channel-4" },
        connectionHops: ["connection-0"],
        version: "",
      },
      counterpartyVersion: "ics20-1",
      proofInit: proof.proof,
      proofHeight,
    },
  ],
  [
    "/ibc.core.channel.v1.MsgChannelOpenAck",
    messages.msgChannelOpenAck("me", ends, "\n\u00121", proof),
    {
      portId: "consumer",
      channelId: "channel-0",
      counterpartyChannelId: "channel-4",
      counterpartyVersion: "\n\u00121",
      proofTry: proof.proof,
      proofHeight,
    },
  ],
  [
    "/ibc.core.channel.v1.MsgChannelOpenConfirm",
    messages.msgChannelOpenConfirm("me", "provider", "channel-4", proof),
    { portId: "provider", channelId: "channel-4", proofAck: proof.proof, proofHeight },
  ],
  [
    "/ibc.core.channel.v1.MsgRecvPacket",
    messages.msgRecvPacket("me", packet, proof),
    { packet, proofCommitment: proof.proof, proofHeight },
  ],
  [
    "/ibc.core.channel.v1.MsgAcknowledgement",
    messages.msgAcknowledgement("me", packet, new Uint8Array([9]), proof),
    { packet, acknowledgement: new Uint8Array([9]), proofAcked: proof.proof, proofHeight },
  ],
  [
    "/ibc.core.channel.v1.MsgTimeout",
    messages.msgTimeout("me", packet, proof, 12n),
    { packet, proofUnreceived: proof.proof, proofHeight, nextSequenceRecv: 12n },
  ],
  [
    "/ibc.core.channel.v1.MsgTimeoutOnClose",
    messages.msgTimeoutOnClose("me", packet, proof, { ...proof, proof: new Uint8Array([8]) }, 12n),
    { packet, proofUnreceived: proof.proof, proofClose: new Uint8Array([8]), proofHeight, nextSequenceRecv: 12n },
  ],
  [
    "/ibc.core.channel.v1.MsgChannelCloseConfirm",
    messages.msgChannelCloseConfirm("me", "consumer", "channel-0", proof),
    { portId: "consumer", channelId: "channel-0", proofInit: proof.proof, proofHeight },
  ],
];

it.each(cases)("%s arrives as it was given", (typeUrl, message, value) => {
  expect(message.typeUrl).toBe(typeUrl);
  expect(decoded(message)).toMatchObject({ signer: "me", ...(value as object) });
});
