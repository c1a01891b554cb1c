import { tmpdir } from "node:os";
import { errorMessage, IcsError } from "../../../src/index.ts";
import { engineDiskFull, isDiskFull, ownDiskFull, saysDiskFull } from "../../disk-full.ts";
import { portInUse } from "../node-errors.ts";
import type { NodeSpec } from "../runner.ts";

/** What a container was made from, as its errors say it. */
export interface ContainerSubject {
  readonly image: string;
  /** Path inside the image. */
  readonly binary: string;
  /** For instance the node's name. */
  readonly what: string;
  readonly placement?: NodeSpec["placement"] | undefined;
}

/** An engine's refusal as an error that says what to do; the refusal itself where it is none of the known ones. */
export function engineRefusal(error: unknown, subject: ContainerSubject): unknown {
  const { image, binary, what, placement } = subject;
  const text = errorMessage(error);
  const options = { cause: error };
  if (/no such image|image not known|manifest unknown|pull access denied/i.test(text))
    return imageMissing(image, error);
  if (isDiskFull(error)) return ownDiskFull(what, tmpdir(), error);
  if (saysDiskFull(text)) return engineDiskFull(what, error);
  if (isWrongPlatform(text)) return wrongPlatform(image, error);
  if (/no such file or directory|executable file .*not found|permission denied/i.test(text) && text.includes(binary)) {
    return new IcsError(
      "TESTNET_BINARY_MISSING",
      `${what}: the image ${image} has no ${binary} that can be run\nSay the binary's path inside the image (binary.path in the topology); a binary that is not static needs its libraries in the image.`,
      { path: binary },
      options,
    );
  }
  if (placement && /port is already allocated|address already in use/i.test(text)) {
    const { rpc, api } = placement.outside.ports;
    const port = [rpc, api?.grpc, api?.rest].find((candidate) => text.includes(`:${candidate}`)) ?? rpc;
    return portInUse({ name: what, placement }, port, error);
  }
  return error;
}

/** The error of an image that is neither in the engine nor to be pulled. */
export function imageMissing(image: string, cause: unknown): IcsError<"TESTNET_IMAGE_MISSING"> {
  return new IcsError(
    "TESTNET_IMAGE_MISSING",
    `There is no image ${image}, and it cannot be pulled: ${errorMessage(cause)}\nBuild it, or correct its name (binary.image in the topology); for a private registry, log in with "docker login".`,
    { image },
    { cause },
  );
}

/** True where an engine or a container's log says that its binary is for another processor. */
export const isWrongPlatform = (text: string): boolean => /exec format error/i.test(text);

/** The error of an image for another processor. */
export function wrongPlatform(image: string, cause?: unknown): IcsError<"TESTNET_IMAGE_PLATFORM"> {
  return new IcsError(
    "TESTNET_IMAGE_PLATFORM",
    `The binary of the image ${image} is for another processor than the container engine's\nBuild the image for this platform (docker build --platform), or install emulation of the other one (binfmt).`,
    { image },
    { cause },
  );
}
