import type { Fault, FaultProxy } from "./fault-proxy.ts";
import { seededRandom } from "./seeded-random.ts";

/** A fault of a node's RPC that a test switches on and off again. */
export interface RpcFault {
  readonly name: string;
  /** True where enough gets through that everything goes on, if more slowly, while the fault lasts. */
  readonly isPassable: boolean;
  /** Begins the fault; the result ends it. */
  begin(proxy: FaultProxy): Promise<() => Promise<void> | void>;
}

function answers(proxy: FaultProxy, fault: FaultProxy["fault"]): () => void {
  proxy.fault = fault;
  return () => {
    proxy.fault = () => undefined;
  };
}

/** Hits some requests, the same ones in each run. */
function some(fault: Fault, share: number): FaultProxy["fault"] {
  const random = seededRandom(1);
  return () => (random() < share ? fault : undefined);
}

/** Each answer comes so much later. */
function late(milliseconds: number): FaultProxy["fault"] {
  return () => ({ after: new Promise((resolve) => setTimeout(resolve, milliseconds)) });
}

/** Every way in which an RPC lets down those who ask it. */
export const rpcFaults: readonly RpcFault[] = [
  {
    name: "its websockets are cut, and new ones refused",
    isPassable: true,
    begin: async (proxy) => {
      proxy.websocketsAllowed = false;
      proxy.cutWebsockets();
      return () => {
        proxy.websocketsAllowed = true;
      };
    },
  },
  {
    name: "its websockets stay open and say nothing",
    isPassable: true,
    begin: async (proxy) => {
      proxy.websocketsMuted = true;
      return () => {
        proxy.websocketsMuted = false;
      };
    },
  },
  {
    name: "it is down",
    isPassable: false,
    begin: async (proxy) => {
      await proxy.down();
      return () => proxy.up();
    },
  },
  { name: "it breaks every connection", isPassable: false, begin: async (proxy) => answers(proxy, () => "break") },
  { name: "it does not answer", isPassable: false, begin: async (proxy) => answers(proxy, () => "hang") },
  { name: "it answers 429", isPassable: false, begin: async (proxy) => answers(proxy, () => ({ status: 429 })) },
  { name: "it is slow", isPassable: true, begin: async (proxy) => answers(proxy, late(150)) },
  {
    name: "it answers 503 to some",
    isPassable: true,
    begin: async (proxy) => answers(proxy, some({ status: 503 }, 0.15)),
  },
  {
    name: "it answers a web page to some",
    isPassable: true,
    begin: async (proxy) => answers(proxy, some({ body: "<html>" }, 0.15)),
  },
  {
    name: "some answers get lost",
    isPassable: true,
    begin: async (proxy) => answers(proxy, some("lose-answer", 0.15)),
  },
  { name: "it is blocks behind", isPassable: true, begin: async (proxy) => answers(proxy, () => ({ behind: 3n })) },
  {
    name: "some answers come from a node that is blocks behind",
    isPassable: true,
    begin: async (proxy) => answers(proxy, some({ behind: 4n }, 0.3)),
  },
];
