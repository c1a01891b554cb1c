import { stringify } from "yaml";
import { type ExportedService, homeInContainer } from "./exported-service.ts";

/** Who owns the homes, so that containers may write them. */
export interface HomeOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Nodes of one testnet share a network, whichever file they stand in. */
const network = "testnet";

/**
 * A Compose file of these nodes, which Docker Compose, Podman Compose and `docker stack deploy` take alike: hence the
 * version, which stacks still ask for. Homes are bind mounts beside the file.
 */
export function composeFile(services: readonly ExportedService[], owner: HomeOwner): string {
  const document = {
    version: "3.8",
    services: Object.fromEntries(services.map((service) => [service.name, composeService(service, owner)])),
    networks: { [network]: {} },
  };
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

function composeService(service: ExportedService, { uid, gid }: HomeOwner): object {
  const { memoryMiB, cpus } = service.limits;
  const limits = {
    ...(memoryMiB !== undefined && { memory: `${memoryMiB}M` }),
    ...(cpus !== undefined && { cpus: String(cpus) }),
  };
  return {
    image: service.image,
    entrypoint: [service.binary],
    command: service.arguments,
    user: `${uid}:${gid}`,
    // The binaries make a folder there at every start, and their image has no other place to write to.
    environment: { TMPDIR: `${homeInContainer}/tmp` },
    volumes: [`./${service.home}:${homeInContainer}`],
    ports: service.ports.filter(({ name }) => name !== "p2p").map((port) => `127.0.0.1:${port.outside}:${port.inside}`),
    networks: [network],
    labels: { "icskit.chain-id": service.chainId },
    restart: "on-failure",
    stop_grace_period: "10s",
    deploy: {
      restart_policy: { condition: "on-failure", delay: "1s" },
      ...(Object.keys(limits).length > 0 && { resources: { limits } }),
    },
  };
}
