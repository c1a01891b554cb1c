import { z } from "zod";
import { launchFileSchema } from "./launch-file.ts";

/** The JSON Schema of a spec file, for editors: what may stand in the file, before anything is read of it. */
export function launchFileJsonSchema(): object {
  const schema = z.toJSONSchema(launchFileSchema, { io: "input", target: "draft-7" });
  return { ...schema, title: "Spec of a consumer chain, for icskit consumer" };
}
