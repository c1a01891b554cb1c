/**
 * ts-proto writes for the reader and writer of @bufbuild/protobuf, which the types of cosmjs-types cannot share:
 * a message that nests one of them would be written by two writers. Each line says how cosmjs-types spells it.
 */
const rewrites: readonly (readonly [RegExp, string])[] = [
  [/\.join\(\)/g, ".ldelim()"],
  [/reader\.skip\(tag & 7\)/g, "reader.skipType(tag & 7)"],
  [/= new BinaryWriter\(\)/g, "= BinaryWriter.create()"],
  // The name of the constant too is that of cosmjs-types, with the leading slash that a registry wants.
  [/\$type: "([\w.]+)" as const/g, 'typeUrl: "/$1" as const'],
  [/MessageFns<(\s*\w+,\s*)"([\w.]+)"(\s*)>/g, 'MessageFns<$1"/$2"$3>'],
  [/readonly \$type: V;/g, "readonly typeUrl: V;"],
  // Its DeepPartial takes a 64-bit integer as bigint only.
  [/T extends bigint \? string \| number \| bigint\s*: T extends Builtin/g, "T extends Builtin"],
];

const leftovers = /\$type|\.join\(\)|reader\.skip\(|new BinaryWriter\(|T extends bigint/;

const cosmjsImport = /import \{([^}]+)\} from "cosmjs-types\/[^"]+";/g;

/** The names that a generated file imports from cosmjs-types. */
const cosmjsNames = (text: string): string[] =>
  [...text.matchAll(cosmjsImport)].flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()));

/**
 * The reader and writer come from src/codec/wire.ts; JSON goes through duration-json.ts and cosmjs-json.ts beside it:
 * cosmjs-types alone reads "1209600s" as zero and drops every name in snake_case, and both are what the chains write.
 */
function rewriteImports(text: string, file: string): string {
  const folder = "../".repeat(file.split(/[\\/]/).length);
  const names = cosmjsNames(text).filter((name) => name !== "Duration");
  const rewritten = text
    .replace('"@bufbuild/protobuf/wire"', `"${folder}wire.ts"`)
    .replace(/\bDuration\.fromJSON\(/g, "durationFromJson(")
    .replace(/\bDuration\.toJSON\(/g, "durationToJson(")
    .replace(/\b(\w+)\.fromJSON\(([\w.]+)\)/g, (call, name: string, json: string) =>
      names.includes(name) ? `${name}.fromJSON(cosmjsJson(${json}))` : call,
    );
  const imports = [
    rewritten.includes("cosmjsJson(") ? `import { cosmjsJson } from "${folder}cosmjs-json.ts";\n` : "",
    rewritten.includes("durationToJson(")
      ? `import { durationFromJson, durationToJson } from "${folder}duration-json.ts";\n`
      : "",
  ];
  return rewritten.replace(/^import /m, `${imports.join("")}import `);
}

/** The text of a generated file (`file`: its path inside the package), working with the types of cosmjs-types. */
export function rewriteForCosmjs(text: string, file: string): string {
  const replaced = rewrites.reduce((before, [pattern, replacement]) => before.replace(pattern, replacement), text);
  const leftover = leftovers.exec(replaced);
  if (leftover) {
    throw new Error(
      `${file} still contains "${leftover[0]}": ts-proto's output changed, adapt scripts/codegen/rewrite.ts`,
    );
  }
  return rewriteImports(replaced, file);
}
