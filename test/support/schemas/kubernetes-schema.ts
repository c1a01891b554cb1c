import { StatefulSet } from "kubernetes-models/apps/v1";
import { ConfigMap, Secret, Service } from "kubernetes-models/v1";
import { parseAllDocuments } from "yaml";

const models = { StatefulSet, ConfigMap, Secret, Service };

/** A manifest as far as tests read it. */
export interface Manifest {
  readonly kind: keyof typeof models;
  readonly metadata: { readonly name: string };
}

/** The manifests of a file. @throws what Kubernetes' OpenAPI schema says against one of them */
export function readManifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => {
    const manifest: Manifest = document.toJS();
    const Model = models[manifest.kind] as new (data: unknown) => { validate(): void };
    new Model(manifest).validate();
    return manifest;
  });
}
