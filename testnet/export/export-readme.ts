import type { ExportedService } from "./exported-service.ts";
import type { ExportFormat } from "./exported-testnet.ts";

/** What the README of an exported testnet is about. */
export interface ReadmeInput {
  readonly format: ExportFormat;
  readonly provider: readonly ExportedService[];
  readonly consumers: readonly ExportedService[];
}

/** The README of an exported testnet: every command, in order. */
export function exportReadme(input: ReadmeInput): string {
  const { provider, consumers, format } = input;
  const images = [...new Set([...provider, ...consumers].map(({ image }) => image))];
  const steps = format === "compose" ? composeSteps(consumers) : kubernetesSteps(provider, consumers);
  const files = ["homes/", "testnet.json", "relayer.mnemonic", ...(format === "kubernetes" ? ["secrets.yaml"] : [])];
  const secrets = files.map((file) => `\`${file}\``).join(", ");
  return `# ${[...new Set([...provider, ...consumers].map(({ chainId }) => chainId))].join(", ")}

A testnet that icskit exported. It runs ${images.map((image) => `\`${image}\``).join(", ")}; \`docker build -t NAME .\` in the folder
of the package icskit makes an image of the stock binaries. ${secrets} hold private keys, readable by their owner only.

${steps}
${outside(provider, consumers)}
Nodes, once they run:

${[...provider, ...consumers].map((service) => `- ${service.name}: ${addresses(service)}`).join("\n")}
`;
}

/** The commands that go on from outside, once all runs. */
function outside([provider]: readonly ExportedService[], consumers: readonly ExportedService[]): string {
  const firsts = consumers.filter(({ chain }, index) => consumers.findIndex((each) => each.chain === chain) === index);
  if (provider === undefined || firsts.length === 0) return "";
  const followed = firsts.map((consumer) => ` --consumer ${rpcOf(consumer)}`).join("");
  return `\`attach\` relays until Ctrl-C, and can be started again. With \`--once\` it ends as soon as the channels are open; it has
written \`relay.yaml\`, with which the relayer goes on. Whether the consumers are secured is told by the observer:

\`\`\`sh
icskit relay --config relay.yaml
icskit observe --provider ${rpcOf(provider)}${followed} --until-healthy
\`\`\`
`;
}

const rpcOf = ({ ports }: ExportedService): string =>
  `http://127.0.0.1:${ports.find(({ name }) => name === "rpc")?.outside}`;

function composeSteps(consumers: readonly ExportedService[]): string {
  const files = consumers.length === 0 ? "-f compose.yaml" : "-f compose.yaml -f compose.consumers.yaml";
  return `\`\`\`sh
docker compose -f compose.yaml up -d        # the provider makes blocks
${
  consumers.length === 0
    ? ""
    : `# creates each consumer, opts its validators in, writes its genesis, starts its nodes, opens its channel, and relays
icskit testnet attach . --on-genesis "docker compose ${files} up -d"
`
}docker compose ${files} down
\`\`\`

As a Swarm stack, whose machines see this folder under the same path, for instance by NFS, and have the image:

\`\`\`sh
docker stack deploy -c compose.yaml testnet
${stackSteps(consumers)}docker stack rm testnet
\`\`\`

Swarm publishes ports on every address of its machines, not on 127.0.0.1 alone: let a firewall say who may come. It
needs IPVS in their kernels (\`modprobe ip_vs\`) to do so; without, nodes run and reach one another, but no port of theirs
answers from outside. icskit's commands run on one of these machines.
`;
}

function stackSteps(consumers: readonly ExportedService[]): string {
  if (consumers.length === 0) return "";
  const deploy = "docker stack deploy -c compose.yaml -c compose.consumers.yaml testnet";
  return `icskit testnet attach . --on-genesis "${deploy}"\n`;
}

function kubernetesSteps(provider: readonly ExportedService[], consumers: readonly ExportedService[]): string {
  return `\`\`\`sh
kubectl apply -f secrets.yaml -f provider.yaml
${forwards(provider)}
${
  consumers.length === 0
    ? ""
    : `# in another terminal: creates each consumer, opts its validators in, and writes consumers.genesis.yaml
icskit testnet attach . --on-genesis "kubectl apply -f consumers.genesis.yaml -f consumers.yaml"
# as soon as their pods run; attach waits for it, opens the channels, and relays
${forwards(consumers)}
`
}kubectl delete all,configmap,secret,pvc -l app.kubernetes.io/part-of=icskit
\`\`\`
`;
}

function forwards(services: readonly ExportedService[]): string {
  return services
    .map(({ name, ports }) => {
      const pairs = ports.filter((port) => port.name !== "p2p").map(({ outside, inside }) => `${outside}:${inside}`);
      return `kubectl port-forward service/${name} ${pairs.join(" ")} &`;
    })
    .join("\n");
}

function addresses({ ports }: ExportedService): string {
  return ports
    .filter(({ name }) => name !== "p2p")
    .map(({ name, outside }) => `${name} 127.0.0.1:${outside}`)
    .join(", ");
}
