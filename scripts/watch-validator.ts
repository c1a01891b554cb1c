/**
 * A validator's opt-ins kept as a policy wants them, with the library alone: copy it and change it. In a project of your
 * own import from "icskit".
 *
 *     ICSKIT_KEY_VALIDATOR="$(cat mnemonic)" node scripts/watch-validator.ts policy.json http://provider:26657 \
 *       0.005uatom validator.sqlite
 *
 * The policy has what `policySchema` takes. End it at any point and start it again: what was signed is in the state file.
 */
import { readFile } from "node:fs/promises";
import {
  connectChain,
  createSigningProviderClient,
  jsonText,
  Ledger,
  policySchema,
  ValidatorSession,
  walletFromMnemonic,
  watchValidator,
} from "../src/index.ts";

const [policyFile = "", rpc = "", gasPrice = "", stateFile = "", hdPath = "m/44'/118'/0'/0/0"] = process.argv.slice(2);
const mnemonic = process.env.ICSKIT_KEY_VALIDATOR ?? "";
const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => interrupt.abort(new Error(name)));
const { signal } = interrupt;

const policy = policySchema.parse(JSON.parse(await readFile(policyFile, "utf8")));
await using connection = await connectChain({ url: rpc, signal });
const signer = await walletFromMnemonic(mnemonic, { prefix: "cosmos", hdPath });
const { sender } = await createSigningProviderClient({ connection, signer, gasPrice });
using ledger = await Ledger.open(stateFile);
await using session = new ValidatorSession({ sender, policy, ledger });

try {
  await watchValidator({
    ...{ connection, sender, policy, ledger, signal },
    operatorAddress: session.operatorAddress,
    means: {
      plan: () => session.plan(),
      signs: (plan) => session.signs(plan),
      isJailed: () => session.isJailed(),
    },
    onEvent: (event) => console.log(jsonText({ event: event.kind, ...event })),
  });
} catch (error) {
  if (!signal.aborted) throw error;
}
