import {
  clientNotActive,
  clientStatus,
  queryLightClientStatus,
} from "../../../../src/relayer/clients/client-status.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { ClientHost, clientId } from "./client-host.ts";
import { SyntheticChain, syntheticGenesis } from "./synthetic-chain.ts";

const at = (seconds: number): Date => new Date(syntheticGenesis + seconds * 1000);

function host(trusted = 10n): ClientHost {
  return new ClientHost(new SyntheticChain("consumer-1", () => ({ a: 1n })), trusted);
}

describe("a client's status", () => {
  it("counts the trusting period from the latest block that the client knows, by the host's time", async () => {
    const one = host();
    one.nowMs = at(40).getTime();
    expect(await queryLightClientStatus(one.connect(), clientId)).toEqual({
      clientId,
      chainId: "host-1",
      status: "Active",
      latestHeight: 10n,
      trustedTime: at(10),
      expiresAt: at(610),
      hostTime: at(40),
      remainingMs: 570_000,
    });
  });

  it("is read at one height of the host", async () => {
    const one = host();
    const heights: unknown[] = [];
    one.trouble = ({ height }) => heights.push(height);
    await queryLightClientStatus(one.connect(), clientId);
    expect(heights).toEqual([77, 77, 77]);
  });

  it("is expired from the very moment on, as the chain says", async () => {
    const one = host();
    one.nowMs = at(610).getTime() - 1;
    expect(await queryLightClientStatus(one.connect(), clientId)).toMatchObject({ status: "Active", remainingMs: 1 });
    one.nowMs += 1;
    expect(await queryLightClientStatus(one.connect(), clientId)).toMatchObject({ status: "Expired", remainingMs: 0 });
    one.nowMs += 1_000_000;
    expect((await queryLightClientStatus(one.connect(), clientId)).remainingMs).toBe(0);
  });

  it("of a client whose latest state was removed has no times", async () => {
    const one = host();
    one.kept.clear();
    expect(await queryLightClientStatus(one.connect(), clientId)).toMatchObject({
      status: "Expired",
      trustedTime: undefined,
      expiresAt: undefined,
      remainingMs: 0,
    });
  });

  it("is frozen whatever its age, and unknown where the chain says anything else", async () => {
    const one = host();
    one.isFrozen = true;
    one.nowMs = at(5_000).getTime();
    expect((await queryLightClientStatus(one.connect(), clientId)).status).toBe("Frozen");
    const odd = host();
    Object.defineProperty(odd, "status", { value: "Unauthorized" });
    expect((await queryLightClientStatus(odd.connect(), clientId)).status).toBe("Unknown");
  });

  it("of an unknown client is an error that names it", async () => {
    const error = await rejection("RPC_QUERY_FAILED", queryLightClientStatus(host().connect(), "07-tendermint-8"));
    expect(error.message).toMatch(/^host-1 has no light client 07-tendermint-8\n/);
  });
});

it("a trusting period has its milliseconds", () => {
  const state = { clientId, trustingPeriodMs: 1_500 } as Parameters<typeof clientStatus>[1]["state"];
  const consensus = { time: at(1) } as Parameters<typeof clientStatus>[1]["consensus"];
  const { expiresAt, remainingMs } = clientStatus("host-1", { state, consensus }, "Active", at(2));
  expect(expiresAt).toEqual(new Date(at(1).getTime() + 1_500));
  expect(remainingMs).toBe(500);
});

describe("the error of a client that is not active", () => {
  it.each(["Expired", "Frozen"])(
    "says what to do about one that is %s, in its first line what is the matter",
    (status) => {
      const { message, context } = clientNotActive("provider-1", clientId, status, "consumer-1");
      const [first, ...rest] = message.split("\n");
      expect(first).toBe(
        `Light client ${clientId} on provider-1, which follows consumer-1, is ${status.toLowerCase()}: nothing of consumer-1 can be proven there`,
      );
      expect(rest.join("\n")).toMatch(
        /governance.*createSubstituteClient.*msgRecoverClient.*without governance cannot/s,
      );
      expect(context).toEqual({ chainId: "provider-1", clientId, status });
    },
  );
});
