import { afterAll, beforeAll } from "@jest/globals";
import type { Testnet } from "../testnet.ts";
import type { Topology } from "../topology.ts";
import { watchFailedTests } from "./failed-tests.ts";
import { defaultTimeoutMs, FileTestnet, type UseTestnetOptions } from "./file-testnet.ts";

export type { UseTestnetOptions } from "./file-testnet.ts";

/** What ending may take on top: the reports of a failure, and nodes that are slow to go. */
const CLOSING_MS = 60_000;

/**
 * Gives all tests of a file one testnet, ready before the first test and gone after the last one. Where a test failed,
 * or a node ended by itself, homes and logs are kept with an HTML report of each consumer, and stderr says where.
 * Call it at the top of the file, or in a `describe`; what it returns gives the testnet within tests and hooks.
 */
export function useTestnet(topology: Topology = {}, options: UseTestnetOptions = {}): () => Testnet {
  const shared = new FileTestnet(topology, options);
  const failures = watchFailedTests();
  beforeAll(() => shared.start(), (options.timeoutMs ?? defaultTimeoutMs) + CLOSING_MS);
  afterAll(() => shared.close(failures.mayHaveFailed), CLOSING_MS);
  return () => shared.net;
}
