import { restoreTestnet } from "../../../testnet/index.ts";
import type { CliContext } from "../context.ts";
import { keepUp, type UpFlags } from "./up-command.ts";

/** Brings a stored testnet back until it is interrupted, or a node ends by itself. @throws as `restoreTestnet` */
export async function restoreCommand(
  folder: string,
  flags: Pick<UpFlags, "json" | "keep">,
  context: CliContext,
): Promise<void> {
  await keepUp((options) => restoreTestnet(folder, options), flags, context);
}
