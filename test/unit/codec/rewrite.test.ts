import { rewriteForCosmjs } from "../../../scripts/codegen/rewrite.ts";

describe("the rewrite of ts-proto's output", () => {
  it("replaces the reader and writer by those of wire.ts", () => {
    const text = 'import { BinaryReader } from "@bufbuild/protobuf/wire";\nA.encode(a, writer.fork()).join();\n';
    expect(rewriteForCosmjs(text, "ccv/v1/wire.ts")).toBe(
      'import { BinaryReader } from "../../../wire.ts";\nA.encode(a, writer.fork()).ldelim();\n',
    );
  });

  it("reads the JSON of a type of cosmjs-types through cosmjs-json, and of a generated type directly", () => {
    const text =
      'import { Coin } from "cosmjs-types/cosmos/base/v1beta1/coin";\nCoin.fromJSON(o.c);\nOwn.fromJSON(o.d);\n';
    expect(rewriteForCosmjs(text, "ccv/v1/wire.ts")).toBe(
      `import { cosmjsJson } from "../../../cosmjs-json.ts";\n${text.replace("(o.c)", "(cosmjsJson(o.c))")}`,
    );
  });

  it("fails loudly when the output of ts-proto is not what it knows", () => {
    expect(() => rewriteForCosmjs("reader.skip(tag & 7, tag >>> 3);", "ccv/v1/wire.ts")).toThrow(/ccv\/v1\/wire\.ts/);
  });
});
