import { Bip39, stringToPath } from "@cosmjs/crypto";
import { DirectSecp256k1HdWallet, makeSignDoc } from "@cosmjs/proto-signing";
import fc from "fast-check";
import { walletFromMnemonic } from "../../../src/chain/wallet.ts";
import { rejection } from "../../support/comet-fixtures.ts";
import { testMnemonic } from "../../support/testnet-fixtures.ts";

const valid = Array.from({ length: 24 }, (_, index) => Bip39.encode(new Uint8Array(32).fill(index)).toString());
const words = [...new Set(valid.flatMap((mnemonic) => mnemonic.split(" ")))];

it("derives the address that every Cosmos wallet derives, whatever the spaces", async () => {
  const wallet = await walletFromMnemonic(`\n ${testMnemonic.replaceAll(" ", "  ")}\t`, { prefix: "cosmos" });
  expect(await wallet.getAccounts()).toMatchObject([{ address: "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4" }]);
});

it("signs as CosmJS's own wallet does, with the account that is asked for", async () => {
  const hdPath = "m/44'/118'/0'/0/7";
  const wallet = await walletFromMnemonic(testMnemonic, { prefix: "cosmos", hdPath });
  const own = await DirectSecp256k1HdWallet.fromMnemonic(testMnemonic, { hdPaths: [stringToPath(hdPath)] });
  const [account] = await own.getAccounts();
  expect(await wallet.getAccounts()).toEqual([account]);
  const document = makeSignDoc(new Uint8Array([1]), new Uint8Array([2]), "chain-1", 3);
  expect(await wallet.signDirect(account?.address ?? "", document)).toEqual(
    await own.signDirect(account?.address ?? "", document),
  );
});

it.each(valid.slice(0, 3))("takes what was made by the book", async (mnemonic) => {
  const [account] = await (await walletFromMnemonic(mnemonic, { prefix: "osmo" })).getAccounts();
  expect(account?.address).toMatch(/^osmo1/);
});

it.each([
  ["", "it has 1 words; 12, 15, 18, 21 or 24 are possible"],
  ["abandon ".repeat(11), "it has 11 words; 12, 15, 18, 21 or 24 are possible"],
  ["abandon ".repeat(27), "it has 27 words; 12, 15, 18, 21 or 24 are possible"],
  ["abandon ".repeat(12), "a word is not in the English BIP-39 list, or the checksum does not match"],
  [testMnemonic.toUpperCase(), "a word is not in the English BIP-39 list, or the checksum does not match"],
])("refuses %j and says why", async (mnemonic, reason) => {
  const error = await rejection("TX_MNEMONIC_INVALID", walletFromMnemonic(mnemonic, { prefix: "cosmos" }));
  expect(error.context).toEqual({ reason });
});

it("never repeats a word of a wrong mnemonic, neither in the message nor in the context nor as a cause", async () => {
  const word = fc.oneof(fc.constantFrom(...words), fc.stringMatching(/^[a-z]{7,12}$/));
  // Words of the error's own text are no leak.
  const own = /mnemonic|english|checksum|typing|errors|possible|logged|valid|match|check|list|words?|never/;
  const wrong = fc.array(word, { minLength: 1, maxLength: 26 }).filter((all) => !all.some((one) => own.test(one)));
  await fc.assert(
    fc.asyncProperty(wrong, async (mnemonic) => {
      const error: unknown = await walletFromMnemonic(mnemonic.join(" "), { prefix: "cosmos" }).catch(
        (e: unknown) => e,
      );
      if (!(error instanceof Error)) return;
      const text = `${error.message} ${JSON.stringify(error)} ${error.cause} ${error.stack?.split("\n    at")[0]}`;
      const said = new Set(text.toLowerCase().split(/[^a-z]+/));
      expect(mnemonic.filter((one) => one.length > 6 && said.has(one))).toEqual([]);
      expect(text).not.toContain(mnemonic.length > 1 ? mnemonic.slice(0, 2).join(" ") : "\0");
    }),
    { numRuns: 200 },
  );
});
