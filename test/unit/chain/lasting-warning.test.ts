import { LastingWarning } from "../../../src/chain/lasting-warning.ts";
import { silentLogger } from "../../../src/logger.ts";

test("a lasting failure is warned of once a minute, and again at once where it begins anew", () => {
  const lines: string[] = [];
  const logger = {
    ...silentLogger,
    warn: (text: string, fields?: unknown) => lines.push(`warn ${text} ${JSON.stringify(fields)}`),
    debug: (text: string, fields?: unknown) => lines.push(`debug ${text} ${JSON.stringify(fields)}`),
  };
  const warning = new LastingWarning(logger);
  const now = jest.spyOn(performance, "now");
  for (const [seconds, isOver] of [[1], [1.2], [60.9], [61], [62], [63, true], [64]] as const) {
    now.mockReturnValue(seconds * 1000);
    if (isOver) warning.over();
    else warning.tell("down", { at: seconds });
  }
  now.mockRestore();
  expect(lines).toEqual([
    'warn down {"at":1}',
    'debug down {"at":1.2}',
    'debug down {"at":60.9}',
    'warn down {"at":61}',
    'debug down {"at":62}',
    'warn down {"at":64}',
  ]);
});
