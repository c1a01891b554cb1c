const changing = `
Exit codes: 0 done, or shown (--dry-run); 1 failed; 2 wrong flags or spec, or not confirmed; 130 interrupted`;

const judging = `
Exit codes: 0 every rule passes; 4 warnings only (what could not be read counts as one); 3 a rule fails; 1 failed to look;
2 wrong flags or spec; 130 interrupted`;

/** What stands below the flags of each command. */
export const consumerHelp = {
  consumer: `
One spec file says what the consumer is to be; "init" writes one. Everything that changes a chain shows first what it
does, asks (unless --yes), and can be run again: what is done is read from the chains, and never done twice.

Examples:
  icskit consumer init consumer.yaml
  icskit consumer preflight consumer.yaml
  icskit consumer launch consumer.yaml --watch
  icskit consumer health consumer.yaml --json`,
  init: `
Examples:
  icskit consumer init
  icskit consumer init my-chain.yaml --yes

Exit codes: 0 written; 2 the file exists, or an answer that no spec can hold; 130 interrupted`,
  validate: `
Every problem is told at once, with file, line and column.

Examples:
  icskit consumer validate consumer.yaml
  icskit consumer validate consumer.json --json

Exit codes: 0 right; 2 problems`,
  preflight: `
Each line is one rule: its verdict, its id, why, and what to do. Sends nothing.

Examples:
  icskit consumer preflight consumer.yaml
  icskit consumer preflight consumer.yaml --json | jq 'select(.verdict != "pass")'
${judging}`,
  launch: `
Creates the consumer, waits for its spawn, writes the genesis file, waits until nodes that run it make blocks, opens
the CCV channel and relays until the first VSC packet is acknowledged. End it at any point and start it again: the next
step is read from the chains. The consumer's id is kept in a file beside the spec (consumer.yaml.consumer-id).

Examples:
  icskit consumer launch consumer.yaml --dry-run
  icskit consumer launch consumer.yaml
  icskit consumer launch consumer.yaml --watch --yes --json > launch.jsonl
${changing}`,
  genesis: `
The file is the same for everybody who makes it from the same base and spec: hand on its SHA-256, not the file. --verify
compares the whole of a file, whoever wrote it; only the way in which it is written may be another.

Examples:
  icskit consumer genesis consumer.yaml
  icskit consumer genesis consumer.yaml --hash 5f1c…
  icskit consumer genesis consumer.yaml --verify ~/.consumerd/config/genesis.json

Exit codes: 0 written, or right; 1 another file, another hash, or failed; 2 wrong flags or spec; 130 interrupted`,
  list: `
Examples:
  icskit consumer list --provider http://127.0.0.1:26657
  icskit consumer list --provider http://127.0.0.1:26657 --phase LAUNCHED --json | jq -r .consumerId

Exit codes: 0 done; 1 failed; 2 wrong flags; 130 interrupted`,
  show: `
Examples:
  icskit consumer show 3 --provider http://127.0.0.1:26657
  icskit consumer show 3 --provider http://127.0.0.1:26657 --json | jq .validators

Exit codes: 0 done; 1 failed, or no such consumer; 2 wrong flags; 130 interrupted`,
  health: `
Examples:
  icskit consumer health consumer.yaml
  icskit consumer health consumer.yaml --json | jq 'select(.verdict == "failure")'
${judging}`,
  diagnose: `
Compares the keys of the genesis file with those that nodes sign with. Of a home only the public half of the key is read.

Examples:
  icskit consumer diagnose consumer.yaml --home ~/.consumerd
  icskit consumer diagnose consumer.yaml --node http://10.0.0.1:26657 --node http://10.0.0.2:26657

Exit codes: 0 two thirds of the power is there; 3 it is not; 1 failed; 2 wrong flags or spec; 130 interrupted`,
  create: `
Examples:
  icskit consumer create consumer.yaml --dry-run
  icskit consumer create consumer.yaml --yes
${changing}`,
  update: `
Each line is one value that changes: what it is now, and what it becomes. Infraction parameters of a launched consumer
come into force after the provider's unbonding time; those that are queued already are not sent again.

Examples:
  icskit consumer update consumer.yaml --dry-run
  icskit consumer update consumer.yaml --yes
${changing}`,
  "transfer-ownership": `
Examples:
  icskit consumer transfer-ownership consumer.yaml --to cosmos1… --dry-run
  icskit consumer transfer-ownership consumer.yaml --to cosmos1…
${changing}`,
  "top-n": `
A Top N consumer belongs to governance: the owner hands it over first. The keys of "voters" in the spec vote yes; others
may vote elsewhere meanwhile. Run again it goes on with the same proposal while that is under vote, and deposits nothing
again.

Examples:
  icskit consumer top-n consumer.yaml --top-n 66 --dry-run
  icskit consumer top-n consumer.yaml --top-n 66 --yes
  icskit consumer top-n consumer.yaml --top-n 0 --new-owner cosmos1…
${changing}`,
  remove: `
Examples:
  icskit consumer remove consumer.yaml --dry-run
  icskit consumer remove consumer.yaml
${changing}`,
} as const;
