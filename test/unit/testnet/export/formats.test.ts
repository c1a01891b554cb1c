import { parse } from "yaml";
import { composeFile } from "../../../../testnet/export/compose.ts";
import { exportReadme } from "../../../../testnet/export/export-readme.ts";
import { serviceName } from "../../../../testnet/export/export-runner.ts";
import { type ExportedService, exportedService } from "../../../../testnet/export/exported-service.ts";
import {
  genesisConfigMap,
  genesisName,
  keysSecret,
  manifestText,
  nodeManifests,
} from "../../../../testnet/export/kubernetes.ts";
import type { NodeSpec } from "../../../../testnet/runner/runner.ts";
import { composeProblems } from "../../../support/schemas/compose-schema.ts";
import { readManifests } from "../../../support/schemas/kubernetes-schema.ts";

const spec: NodeSpec = {
  name: "provider-1/alice",
  chainId: "provider-1",
  nodeId: "ab",
  binary: "/anywhere/interchain-security-pd",
  home: "homes/provider-1/alice",
  logPath: "homes/provider-1/alice/node.log",
  startFlags: ["--trace"],
  limits: { memoryMiB: 512, cpus: 0.5 },
  placement: {
    name: "alice",
    listenHost: "0.0.0.0",
    ports: { rpc: 26657, p2p: 26656, api: { grpc: 9090, rest: 1317 } },
    peers: [],
    outside: { host: "127.0.0.1", ports: { rpc: 26700, p2p: 26701, api: { grpc: 26702, rest: 26703 } } },
  },
};
const service = exportedService(spec, "provider-1", "registry.example/ics:7");
const own: ExportedService = exportedService(
  { ...spec, chainId: "team-1", binary: "/bin/teamd", image: "team:3", limits: undefined },
  "team-1",
  "unused",
);
const files = {
  configToml: "a = 1\n",
  appToml: "b = 2\n",
  clientToml: "c = 3\n",
  nodeKey: '{"key":"node secret"}',
  validatorKey: '{"key":"validator secret"}',
  validatorState: '{"height":"0"}',
};

describe("a node's service", () => {
  test("runs the stock binary of the given image, or the image of its chain", () => {
    expect(service).toMatchObject({ image: "registry.example/ics:7", binary: "/bin/interchain-security-pd" });
    expect(own).toMatchObject({ image: "team:3", binary: "/bin/teamd" });
    expect(service.arguments).toEqual(["start", "--home", "/icskit", "--trace"]);
  });

  test.each([
    ["provider-1", "validator-0", "provider-1-validator-0"],
    ["Team_1.x", "Alice", "team-1-x-alice"],
    ["1chain", "a", "n-chain-a"],
    ["c".repeat(50), "v".repeat(40), `${"c".repeat(50)}-${"v".repeat(12)}`],
  ])("is called by what DNS takes: %s/%s is %s", (chain, node, name) => {
    expect(serviceName(chain, node)).toBe(name);
  });
});

describe("a Compose file", () => {
  const text = composeFile([service, own], { uid: 1000, gid: 100 });

  test("is as the Compose specification wants it", () => {
    expect(composeProblems(text)).toEqual([]);
    expect(composeProblems(text.replace("image:", "imag:"))).not.toEqual([]);
  });

  test("mounts the home for its owner, publishes what clients use on this machine only, and limits what is limited", () => {
    const { services } = parse(text);
    expect(services["provider-1-alice"]).toMatchObject({
      user: "1000:100",
      volumes: ["./homes/provider-1/alice:/icskit"],
      ports: ["127.0.0.1:26700:26657", "127.0.0.1:26702:9090", "127.0.0.1:26703:1317"],
      deploy: { resources: { limits: { memory: "512M", cpus: "0.5" } } },
    });
    expect(services["team-1-alice"].deploy).not.toHaveProperty("resources");
  });
});

describe("Kubernetes manifests", () => {
  const node = { service, files };

  test("are as Kubernetes' schemas want them: configuration, a name, a pod", () => {
    const manifests = readManifests(manifestText(nodeManifests(node)));
    expect(manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "ConfigMap provider-1-alice-config",
      "Service provider-1-alice",
      "StatefulSet provider-1-alice",
    ]);
  });

  test.each([
    ["StatefulSet", "replicas: 1", "replicas: one"],
    ["StatefulSet", "containerPort: 26657", "port: 26657"],
    ["Service", "port: 26657", 'port: "rpc"'],
    ["ConfigMap", "name: provider-1-alice-config", "name: 7"],
    ["Secret", "type: Opaque", "type: [Opaque]"],
  ])("of which a %s with %j as %j is refused", (kind, right, wrong) => {
    const all = manifestText([...nodeManifests(node), keysSecret(node), genesisConfigMap("provider-1", "{}")]);
    const broken = all
      .split("---\n")
      .map((text) => (text.includes(`kind: ${kind}\n`) ? text.replace(right, wrong) : text));
    expect(broken.join("---\n")).not.toBe(all);
    expect(() => readManifests(broken.join("---\n"))).toThrow();
    expect(readManifests(all)).toHaveLength(5);
  });

  test("have keys in Secrets, and nowhere else", () => {
    expect(manifestText(nodeManifests(node))).not.toContain('secret"');
    const [secret] = readManifests(manifestText([keysSecret(node)]));
    expect(secret).toMatchObject({ kind: "Secret", stringData: { "node_key.json": files.nodeKey } });
  });

  test("mount every file that a home needs, each from something that exists", () => {
    const all = manifestText([...nodeManifests(node), keysSecret(node), genesisConfigMap("provider-1", "{}")]);
    const held = new Map(
      readManifests(all).map((manifest) => {
        const { data, stringData } = manifest as unknown as Record<"data" | "stringData", object | undefined>;
        return [manifest.metadata.name, Object.keys(data ?? stringData ?? {})];
      }),
    );
    const pod = readManifests(all).find(({ kind }) => kind === "StatefulSet") as unknown as StatefulSetLike;
    const [seed] = pod.spec.template.spec.volumes;
    const paths = (seed?.projected.sources ?? []).flatMap(({ secret, configMap }) => {
      const source = secret ?? configMap;
      for (const { key } of source?.items ?? []) expect(held.get(source?.name ?? "")).toContain(key);
      return (source?.items ?? []).map(({ path }) => path);
    });
    expect(paths.toSorted()).toEqual([
      "config/app.toml",
      "config/client.toml",
      "config/config.toml",
      "config/genesis.json",
      "config/node_key.json",
      "config/priv_validator_key.json",
      "data/priv_validator_state.json",
    ]);
    expect(genesisName("Team_1")).toBe("team-1-genesis");
  });
});

interface Source {
  readonly name: string;
  readonly items: readonly { readonly key: string; readonly path: string }[];
}

interface StatefulSetLike {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly volumes: readonly {
          readonly projected: { readonly sources: readonly { secret?: Source; configMap?: Source }[] };
        }[];
      };
    };
  };
}

describe("the README of an export", () => {
  test("has the commands of its format, with addresses and images", () => {
    const compose = exportReadme({ format: "compose", provider: [service], consumers: [own] });
    expect(compose).toContain("docker compose -f compose.yaml -f compose.consumers.yaml up -d");
    expect(compose).toContain("- team-1-alice: rpc 127.0.0.1:26700, grpc 127.0.0.1:26702, rest 127.0.0.1:26703");
    expect(compose).toContain("`registry.example/ics:7`, `team:3`");
    const kubernetes = exportReadme({ format: "kubernetes", provider: [service], consumers: [] });
    expect(kubernetes).toContain("kubectl port-forward service/provider-1-alice 26700:26657 26702:9090 26703:1317 &");
    expect(kubernetes).not.toContain("attach");
  });
});
