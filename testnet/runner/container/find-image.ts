import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import tar from "tar-fs";
import { errorMessage, IcsError } from "../../../src/index.ts";
import type { Binary } from "../../binaries.ts";
import type { NodeBinary } from "../../binary-defaults.ts";
import { engineDiskFull, saysDiskFull } from "../../disk-full.ts";
import { packageRoot } from "../../package-root.ts";
import { connectEngine, type Engine } from "./engine.ts";
import { imageMissing } from "./engine-errors.ts";
import { labelNames } from "./labels.ts";

type ImageInfo = Awaited<ReturnType<Engine["client"]["image"]["inspect"]>>;

/**
 * An image as a chain's binary; pulled where the engine does not have it. Without a path, its entry point is taken.
 * @throws TESTNET_ENGINE_UNAVAILABLE, TESTNET_IMAGE_MISSING; TESTNET_BINARY_MISSING where it has no entry point either
 */
export async function findImage(image: string, path: string | undefined): Promise<NodeBinary> {
  const engine = await connectEngine();
  const info = (await inspectImage(engine, image)) ?? (await pull(engine, image));
  const binary = path ?? [info.Config.Entrypoint, info.Config.Cmd].flat().find((word) => Boolean(word));
  if (binary === undefined) {
    throw new IcsError(
      "TESTNET_BINARY_MISSING",
      `The image ${image} says no binary that it would run\nSay its path inside the image (binary.path in the topology).`,
      { path: image },
    );
  }
  return { image, path: binary, stamp: `${info.Id.replace("sha256:", "").slice(0, 16)}-${binary}` };
}

const builds = new Map<string, Promise<void>>();

/**
 * A static Linux binary of this machine in an image of its own, which is made once and then kept until the binary changes.
 * @throws TESTNET_ENGINE_UNAVAILABLE, TESTNET_IMAGE_BUILD_FAILED, TESTNET_DISK_FULL
 */
export async function packBinary(
  binary: Pick<Binary, "path" | "stamp" | "version">,
  signal?: AbortSignal,
): Promise<NodeBinary> {
  const engine = await connectEngine();
  const file = basename(binary.path);
  const hash = binary.stamp.slice(-16);
  const image = `icskit/${file.toLowerCase().replaceAll(/[^a-z0-9._-]/g, "-")}:${hash}`;
  if ((await inspectImage(engine, image)) === undefined) {
    // Several chains may ask for the same binary at once.
    const building = builds.get(image) ?? pack(engine, binary, image, signal);
    builds.set(image, building);
    await building.finally(() => builds.delete(image));
  }
  return { image, path: `/bin/${file}`, stamp: `${image}-packed` };
}

async function inspectImage({ client }: Engine, image: string): Promise<ImageInfo | undefined> {
  try {
    return await client.container.dockerode.getImage(image).inspect();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

async function pull(engine: Engine, image: string): Promise<ImageInfo> {
  const { ImageName } = await import("testcontainers");
  let failure: unknown = new Error("it was pulled without success");
  try {
    await engine.client.image.pull(ImageName.fromString(image));
  } catch (error) {
    failure = error;
  }
  const info = await inspectImage(engine, image);
  if (info === undefined) throw imageMissing(image, failure);
  return info;
}

async function pack(
  { client }: Engine,
  { path, stamp, version }: Pick<Binary, "path" | "stamp" | "version">,
  image: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { dockerode } = client.container;
  const dockerfile = await readFile(join(packageRoot, "Dockerfile"));
  const context = tar.pack(dirname(path), {
    entries: [basename(path)],
    map: (header) => ({ ...header, mode: 0o755, uid: 0, gid: 0 }),
    finalize: false,
    finish: (archive) => archive.entry({ name: "Dockerfile" }, dockerfile, () => archive.finalize()),
  });
  try {
    const output = await dockerode.buildImage(Readable.from(context), {
      t: image,
      target: "packed",
      // Podman's cache would give an image of the same content, with the labels of another binary's.
      nocache: true,
      buildargs: { BINARIES: basename(path), VERSION: version },
      labels: { [labelNames.own]: "image", [labelNames.packed]: stamp },
      ...(signal && { abortSignal: signal }),
    });
    await new Promise<void>((resolve, reject) => {
      dockerode.modem.followProgress(output, (error, lines: { error?: string }[]) => {
        const failed = error ?? lines.find((line) => line.error !== undefined);
        if (failed) reject(new Error(failed instanceof Error ? failed.message : failed.error));
        else resolve();
      });
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw buildFailed(image, error);
  }
}

function buildFailed(image: string, cause: unknown): IcsError {
  const output = errorMessage(cause);
  if (saysDiskFull(output)) return engineDiskFull(image, cause);
  return new IcsError(
    "TESTNET_IMAGE_BUILD_FAILED",
    `The image ${image} cannot be made: ${output}\nRun "docker build --target packed ." in icskit's folder to see more.`,
    { image, output },
    { cause },
  );
}
