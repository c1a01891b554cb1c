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
  const secrets = `\`homes/\`, \`testnet.json\`${format === "kubernetes" ? " and `secrets.yaml`" : ""}`;
  return `# ${[...new Set([...provider, ...consumers].map(({ chainId }) => chainId))].join(", ")}

A testnet that icskit exported. It runs ${images.map((image) => `\`${image}\``).join(", ")}; \`docker build -t NAME .\` in the folder
of the package icskit makes an image of the stock binaries. ${secrets} hold private keys, readable by their owner only.

${steps}
Nodes, once they run:

${[...provider, ...consumers].map((service) => `- ${service.name}: ${addresses(service)}`).join("\n")}
`;
}

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

As a Swarm stack, whose nodes see this folder under the same path: \`docker stack deploy -c compose.yaml testnet\`, then
\`icskit testnet attach . --on-genesis "docker stack deploy -c compose.yaml -c compose.consumers.yaml testnet"\`. Swarm
publishes ports on every address of its machines, not on 127.0.0.1 alone, and needs IPVS in their kernels to do so.
`;
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
