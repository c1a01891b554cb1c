import { coinsText } from "../../../../../src/observer/web/page/rewards-card.js";

it.each([
  [undefined, "nothing"],
  ["", "nothing"],
  ["7stake", "7 stake"],
  ["24500.25ibc/0A1B,1000000stake", "24\u202f500.25 ibc/0A1B, 1\u202f000\u202f000 stake"],
  ["12factory/cosmos1abc/3000", "12 factory/cosmos1abc/3000"],
])("coins %p are shown as %p", (coins, text) => {
  expect(coinsText(coins)).toBe(text);
});
