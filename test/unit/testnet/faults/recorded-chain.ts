import type { FakeComet } from "../../../support/fake-comet.ts";
import { recordedDoubleVote } from "../../../support/recorded-double-vote.ts";

/** Has a fake node of consumer-1 answer with the recorded commit and validators, whatever the height. */
export function serveRecording(comet: FakeComet): void {
  const { commit, validators, height } = recordedDoubleVote();
  const count = String(validators.length);
  comet.overrides.set("commit", () => ({ canonical: true, signed_header: commit }));
  comet.overrides.set("validators", () => ({ block_height: height, validators, count, total: count }));
}

/** The height of the recorded commit. */
export function recordedHeight(): bigint {
  return BigInt(String(recordedDoubleVote().commit.header.height));
}
