import {
  type ChannelEndState,
  closeWork,
  type EndState,
  type Outstanding,
  packetWork,
} from "../../../../src/relayer/packets/outstanding.ts";

const end = (state: EndState, isOrdered = true): ChannelEndState => ({ state, isOrdered });
const outstanding: Outstanding = { unreceived: [5n, 6n], acknowledged: [3n, 4n], nextReceive: 5n };
const nothing = { receive: [], acknowledge: [], timeOutOnClose: [], lost: [] };

describe("for the packets of an end", () => {
  it.each([
    ["both ends open", "open", "open", { receive: [5n, 6n], acknowledge: [3n, 4n] }],
    ["a receiver that is being opened", "open", "opening", { receive: [5n, 6n], acknowledge: [3n, 4n] }],
    ["a closed receiver", "open", "closed", { acknowledge: [3n, 4n], timeOutOnClose: [5n], lost: [6n] }],
    ["a closed sender", "closed", "open", { receive: [5n, 6n], lost: [3n, 4n] }],
    ["both ends closed", "closed", "closed", { lost: [5n, 6n, 3n, 4n] }],
  ] as const)("of an ordered channel with %s", (_name, sender, receiver, expected) => {
    expect(packetWork(outstanding, end(sender), end(receiver))).toEqual({ ...nothing, ...expected });
  });

  it("nothing can be received behind the one whose timeout has closed the sender", () => {
    const after = { unreceived: [6n, 7n], acknowledged: [], nextReceive: 5n };
    expect(packetWork(after, end("closed"), end("open"))).toEqual({ ...nothing, lost: [6n, 7n] });
  });

  it.each([
    ["a closed receiver", "open", "closed", { acknowledge: [3n, 4n], timeOutOnClose: [5n, 6n] }],
    ["both ends closed", "closed", "closed", { timeOutOnClose: [5n, 6n], lost: [3n, 4n] }],
    ["a closed sender", "closed", "open", { receive: [5n, 6n], lost: [3n, 4n] }],
  ] as const)("of an unordered channel with %s", (_name, sender, receiver, expected) => {
    const unordered = { ...outstanding, nextReceive: 0n };
    expect(packetWork(unordered, end(sender, false), end(receiver, false))).toEqual({ ...nothing, ...expected });
  });
});

it("a close is confirmed on an open end only, and not where a timeout closes that one too", () => {
  const close = [{ kind: "close", height: 9n }];
  expect(closeWork(end("closed"), end("open"), 0, 9n)).toEqual(close);
  expect(closeWork(end("closed"), end("open"), 1, 9n)).toEqual([]);
  expect(closeWork(end("closed", false), end("open", false), 1, 9n)).toEqual(close);
  expect(closeWork(end("closed"), end("closed"), 0, 9n)).toEqual([]);
  expect(closeWork(end("open"), end("open"), 0, 9n)).toEqual([]);
});
