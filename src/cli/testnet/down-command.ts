import { removeReusedTestnets } from "../../../testnet/index.ts";
import type { CliContext } from "../context.ts";

/** The flags of `icskit testnet down`. */
export interface DownFlags {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly reuseFolder?: string;
}

/** Removes the testnets that were left running for reuse. @throws as `removeReusedTestnets` */
export async function downCommand(
  { all, json, reuseFolder }: DownFlags,
  { config }: Pick<CliContext, "config">,
): Promise<void> {
  const removed = await removeReusedTestnets({
    folder: reuseFolder ?? config.reuseDirectory,
    all,
    onRemoved: ({ label: testnet, nodes }) =>
      console.log(json ? JSON.stringify({ testnet, nodes }) : `${testnet}  ${nodes.join(" ")}`),
  });
  if (removed.length === 0) console.error("No testnet was left running.");
}
