import {
  type ObserverServer,
  type ObserverServerOptions,
  startObserverServer,
} from "../../../src/observer/web/observer-server.ts";
import { FakeService } from "./fake-service.ts";
import { fullHistory } from "./full-history.ts";

/** A server of a fake service that holds consumer 0 with a full history, for one test. */
export function useServed(): (options?: ObserverServerOptions, service?: FakeService) => Promise<Served> {
  const started: ObserverServer[] = [];
  afterEach(async () => {
    for (const server of started.splice(0)) await server.close();
  });
  return async (options = {}, service = fullService()) => {
    const server = await startObserverServer(service, { processMetrics: false, ...options });
    started.push(server);
    return { server, service, url: server.url, api: `${server.url}/api/v1` };
  };
}

/** What a test gets. */
export interface Served {
  readonly server: ObserverServer;
  readonly service: FakeService;
  readonly url: string;
  readonly api: string;
}

/** Consumer 0 with a full history; the clock stands still. */
export function fullService(options: ConstructorParameters<typeof FakeService>[0] = {}): FakeService {
  const now = Date.UTC(2026, 4, 1, 12);
  const service = new FakeService({ now: () => new Date(now), ...options });
  service.add("0", "Neighbour").see(...fullHistory(now).events);
  return service;
}
