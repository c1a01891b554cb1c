import { access, constants } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { hostname } from "node:os";
import type { ContainerRuntimeClient } from "testcontainers";
import { errorMessage, IcsError } from "../../../src/index.ts";

/** Docker, Podman, or what else speaks Docker's API, as testcontainers finds it. */
export interface Engine {
  readonly client: ContainerRuntimeClient;
  /** Where this process reaches published ports. */
  readonly host: string;
  /** Ports are published on this address only; empty: on all of the engine's addresses. */
  readonly publishOn: string;
  /** True where ports are published from each network that a container is in, the first that it joined before others. */
  readonly publishesFromAll: boolean;
  /** By these labels Ryuk, where it runs, removes what this process leaves. */
  readonly sessionLabels: Readonly<Record<string, string>>;
}

let connected: Promise<Engine> | undefined;

/**
 * The machine's container engine: what DOCKER_HOST or `~/.testcontainers.properties` names, else Docker's usual
 * sockets. The same one for all callers of this process.
 * @throws TESTNET_ENGINE_UNAVAILABLE
 */
export function connectEngine(): Promise<Engine> {
  connected ??= connectAnew().catch((error: unknown) => {
    connected = undefined;
    throw error;
  });
  return connected;
}

async function connectAnew(): Promise<Engine> {
  const { getContainerRuntimeClient } = await import("testcontainers");
  let client: ContainerRuntimeClient;
  try {
    client = await getContainerRuntimeClient();
  } catch (cause) {
    throw await engineUnavailable(cause);
  }
  if (!isTheOneAsked(client)) throw await engineUnavailable(new Error("DOCKER_HOST names another engine"));
  const { host } = client.info.containerRuntime;
  const near = (await isThisMachine(host)) || (await sharesOurName(client));
  const [publishesFromAll, labels] = await Promise.all([isPodman(client), sessionLabels(client)]);
  return {
    client,
    host: near ? "127.0.0.1" : host,
    publishOn: near ? "127.0.0.1" : "",
    publishesFromAll,
    sessionLabels: labels,
  };
}

/** Testcontainers takes a usual socket where what DOCKER_HOST names does not work: that would be another engine. */
function isTheOneAsked(client: ContainerRuntimeClient): boolean {
  const socketPath = socketOf(client);
  const asked = namedEngine();
  return !asked || socketPath === undefined || (URL.canParse(asked) && new URL(asked).pathname === socketPath);
}

function socketOf({ container }: ContainerRuntimeClient): string | undefined {
  return (container.dockerode.modem as { readonly socketPath?: string }).socketPath;
}

function namedEngine(): string | undefined {
  // biome-ignore lint/style/noProcessEnv: testcontainers reads it; here it is only named
  return process.env.DOCKER_HOST;
}

/**
 * Inside a container, the engine's host is the bridge's gateway: with an engine in that same container, it is us. An
 * address is ours where it can be listened at; a bridge to which nothing is attached is on no list of interfaces.
 */
function isThisMachine(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port: 0 }, () => server.close(() => resolve(true)));
  });
}

/**
 * Podman makes that bridge only with its first container, so that nobody can listen there before. Behind a socket in the
 * file system, an engine with this machine's host name is in this machine: a container that was only handed the socket
 * has a name of its own.
 */
async function sharesOurName(client: ContainerRuntimeClient): Promise<boolean> {
  // biome-ignore lint/style/noProcessEnv: testcontainers reads it; where it is set, it decides
  if (socketOf(client) === undefined || process.env.TESTCONTAINERS_HOST_OVERRIDE) return false;
  const { Name } = (await client.container.dockerode.info()) as { readonly Name?: string };
  return Name === hostname();
}

async function isPodman({ container }: ContainerRuntimeClient): Promise<boolean> {
  const { Components = [] } = await container.dockerode.version();
  return Components.some(({ Name }) => Name.startsWith("Podman"));
}

async function sessionLabels(client: ContainerRuntimeClient): Promise<Record<string, string>> {
  const { getReaper, LABEL_TESTCONTAINERS_SESSION_ID } = await import("testcontainers");
  try {
    const { sessionId } = await getReaper(client);
    return { [LABEL_TESTCONTAINERS_SESSION_ID]: sessionId };
  } catch {
    // Its image cannot be had: what is left over is removed by icskit's own labels all the same.
    return {};
  }
}

/** Testcontainers says only that nothing works: the reason is found by trying the address itself. */
async function engineUnavailable(cause: unknown): Promise<IcsError<"TESTNET_ENGINE_UNAVAILABLE">> {
  const engine = namedEngine() || "unix:///var/run/docker.sock";
  const { reason, what, remedy } = await diagnose(engine);
  return new IcsError("TESTNET_ENGINE_UNAVAILABLE", `${what}: ${engine}\n${remedy}`, { engine, reason }, { cause });
}

interface Diagnosis {
  readonly reason: "missing" | "forbidden" | "failed";
  readonly what: string;
  readonly remedy: string;
}

const missing: Diagnosis = {
  reason: "missing",
  what: "No container engine answers",
  remedy:
    "Install and start Docker or Podman, or set DOCKER_HOST to one that runs. Without any, use the native runner: leave runner out of the topology, or --runner out of the command.",
};

async function diagnose(engine: string): Promise<Diagnosis> {
  const url = URL.canParse(engine) ? new URL(engine) : undefined;
  if (url?.protocol === "unix:") {
    try {
      await access(url.pathname, constants.R_OK | constants.W_OK);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EACCES" ? forbidden(url.pathname) : missing;
    }
  }
  const failure = await dial(url);
  if (failure === "EACCES" || failure === "EPERM") return forbidden(engine);
  if (failure !== undefined) return missing;
  return {
    reason: "failed",
    what: "The container engine answers, but not as Docker's API",
    remedy: 'Run "docker info" against it: it says what is wrong. Podman must serve its API (podman system service).',
  };
}

function forbidden(path: string): Diagnosis {
  return {
    reason: "forbidden",
    what: "The container engine's socket may not be used by this user",
    remedy: `Add the user to the group that owns ${path} (usually docker) and log in again, or use a rootless engine.`,
  };
}

/** The error code with which dialling fails; undefined where somebody answers. */
function dial(url: URL | undefined): Promise<string | undefined> {
  if (url === undefined) return Promise.resolve("EINVAL");
  const { hostname: host, port, pathname: path } = url;
  return new Promise((resolve) => {
    const socket = url.protocol === "unix:" ? connect({ path }) : connect({ host, port: Number(port || 2375) });
    socket.setTimeout(2_000, () => socket.destroy(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })));
    socket.once("connect", () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? errorMessage(error)));
  });
}
