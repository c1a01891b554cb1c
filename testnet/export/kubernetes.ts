import type { IStatefulSet } from "kubernetes-models/apps/v1";
import type { IConfigMap, IContainer, ISecret, IService, IVolume } from "kubernetes-models/v1";
import { stringify } from "yaml";
import { type ExportedService, homeInContainer } from "./exported-service.ts";

/** A node's files, as text. */
export interface NodeFiles {
  readonly configToml: string;
  readonly appToml: string;
  readonly clientToml: string;
  readonly nodeKey: string;
  readonly validatorKey: string;
  readonly validatorState: string;
}

/** A node of a chain with what its pod is made of. */
export interface KubernetesNode {
  readonly service: ExportedService;
  readonly files: NodeFiles;
}

/** Manifests as YAML documents in one text. What their fields are called, Kubernetes' own types say. */
export const manifestText = (manifests: readonly object[]): string =>
  manifests.map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n");

/** The first user that is no system user; the homes of a pod belong to it. */
const user = 1000;

const labels = ({ name, chain }: ExportedService): Record<string, string> => ({
  "app.kubernetes.io/part-of": "icskit",
  "app.kubernetes.io/name": name,
  "icskit/chain": chain,
});

const meta = (service: ExportedService, suffix = "") => ({ name: `${service.name}${suffix}`, labels: labels(service) });

/** The Secret with the keys of a node. */
export function keysSecret({ service, files }: KubernetesNode): object {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: meta(service, "-keys"),
    type: "Opaque",
    stringData: { "node_key.json": files.nodeKey, "priv_validator_key.json": files.validatorKey },
  } satisfies ISecret;
}

/** The name of the ConfigMap that holds a chain's genesis file. */
export const genesisName = (chain: string): string =>
  `${chain.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-genesis`.replace(/^[^a-z0-9]+/, "");

/** A chain's genesis file as a ConfigMap. */
export function genesisConfigMap(chain: string, genesis: string): object {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: genesisName(chain), labels: { "app.kubernetes.io/part-of": "icskit", "icskit/chain": chain } },
    data: { "genesis.json": genesis },
  } satisfies IConfigMap;
}

/** What runs a node: its configuration, a headless Service that gives it a name, and a StatefulSet of one pod. */
export function nodeManifests(node: KubernetesNode): object[] {
  return [configMap(node), headlessService(node.service), statefulSet(node.service)];
}

function configMap({ service, files }: KubernetesNode): object {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: meta(service, "-config"),
    data: {
      "config.toml": files.configToml,
      "app.toml": files.appToml,
      "client.toml": files.clientToml,
      "priv_validator_state.json": files.validatorState,
    },
  } satisfies IConfigMap;
}

function headlessService(service: ExportedService): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: meta(service),
    spec: {
      clusterIP: "None",
      // Nodes find one another before they are ready: they are ready only once there are blocks.
      publishNotReadyAddresses: true,
      selector: labels(service),
      ports: service.ports.map(({ name, inside }) => ({ name, port: inside, targetPort: name })),
    },
  } satisfies IService;
}

function statefulSet(service: ExportedService): object {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: meta(service),
    spec: {
      serviceName: service.name,
      replicas: 1,
      selector: { matchLabels: labels(service) },
      template: {
        metadata: { labels: labels(service) },
        spec: {
          securityContext: { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user },
          // Variables of other nodes' services are of no use to a binary that reads its settings from variables too.
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 10,
          initContainers: [copyHome()],
          containers: [container(service)],
          volumes: [seedVolume(service)],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: "home" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
    },
  } satisfies IStatefulSet;
}

/** Fills an empty home and leaves a used one alone: what a validator has signed must never be forgotten. */
function copyHome() {
  const script = [
    `cd ${homeInContainer}`,
    "[ -e data/priv_validator_state.json ] && exit 0",
    "umask 077 && mkdir -p config data tmp",
    "cp -L /seed/config/* config/ && cp -L /seed/data/* data/",
  ].join("\n");
  return {
    name: "home",
    image: "busybox:1.37",
    command: ["sh", "-ec", script],
    volumeMounts: [
      { name: "home", mountPath: homeInContainer },
      { name: "seed", mountPath: "/seed", readOnly: true },
    ],
  } satisfies IContainer;
}

function container(service: ExportedService) {
  const { memoryMiB, cpus } = service.limits;
  const limits = {
    ...(memoryMiB !== undefined && { memory: `${memoryMiB}Mi` }),
    ...(cpus !== undefined && { cpu: String(cpus) }),
  };
  return {
    name: "node",
    image: service.image,
    command: [service.binary],
    args: [...service.arguments],
    env: [{ name: "TMPDIR", value: `${homeInContainer}/tmp` }],
    ports: service.ports.map(({ name, inside }) => ({ name, containerPort: inside })),
    readinessProbe: { httpGet: { path: "/health", port: "rpc" }, periodSeconds: 2 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    volumeMounts: [{ name: "home", mountPath: homeInContainer }],
    ...(Object.keys(limits).length > 0 && { resources: { limits } }),
  } satisfies IContainer;
}

function seedVolume(service: ExportedService) {
  const items = (names: readonly string[], folder: string) => names.map((key) => ({ key, path: `${folder}/${key}` }));
  return {
    name: "seed",
    projected: {
      sources: [
        {
          secret: {
            name: `${service.name}-keys`,
            items: items(["node_key.json", "priv_validator_key.json"], "config"),
          },
        },
        {
          configMap: {
            name: `${service.name}-config`,
            items: [
              ...items(["config.toml", "app.toml", "client.toml"], "config"),
              ...items(["priv_validator_state.json"], "data"),
            ],
          },
        },
        { configMap: { name: genesisName(service.chain), items: items(["genesis.json"], "config") } },
      ],
    },
  } satisfies IVolume;
}
