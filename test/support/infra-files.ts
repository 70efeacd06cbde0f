import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { parseDockerfile, type Stage } from './dockerfile.js';

export const infraFolder = fileURLToPath(new URL('../../infra/', import.meta.url));

export interface ComposeService {
  readonly image: string;
  readonly build?: {
    readonly context: string;
    readonly dockerfile: string;
    readonly target: string;
  };
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly stop_grace_period?: string;
  readonly secrets?: readonly { readonly source: string; readonly target: string }[];
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly environment: string }>>;
}

interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly EnvironmentEntry[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string };
  }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly resources?: { readonly limits?: Readonly<Record<string, string | number>> };
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** As much of a Kubernetes object as the tests look at. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector: {
      readonly matchLabels?: Readonly<Record<string, string>>;
      readonly [label: string]: unknown;
    };
    readonly ports?: readonly { readonly port: number; readonly targetPort: string }[];
    readonly template?: {
      readonly metadata?: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: PodSpec;
    };
    readonly volumeClaimTemplates?: readonly KubernetesObject[];
    readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly terminationGracePeriodSeconds: number;
  readonly enableServiceLinks?: boolean;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly { readonly name: string }[];
  readonly tolerations?: readonly { readonly key: string }[];
}

export interface Kustomization {
  readonly kind: string;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path: string }[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly literals: string[] }[];
}

export async function readStages(): Promise<Stage[]> {
  return parseDockerfile(await readFile(join(infraFolder, 'container', 'Dockerfile'), 'utf8'));
}

/** The file with its merge keys resolved. */
export async function readCompose(): Promise<Compose> {
  const text = await readFile(join(infraFolder, 'compose.yaml'), 'utf8');
  return parse(text, { merge: true }) as Compose;
}

export interface KubernetesFolder {
  readonly kustomization: Kustomization;
  readonly files: readonly string[];
  readonly objects: readonly KubernetesObject[];
}

export async function readKubernetes(name: string): Promise<KubernetesFolder> {
  const folder = join(infraFolder, 'kubernetes', name);
  const files = (await readdir(folder)).filter((file) => file !== 'kustomization.yaml');
  const read = (file: string) => readFile(join(folder, file), 'utf8');
  const objects = await Promise.all(files.map(async (file) => parseAll(await read(file))));
  const kustomization = parse(await read('kustomization.yaml')) as Kustomization;
  return { kustomization, files, objects: objects.flat() };
}

function parseAll(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0] as Error;
    return document.toJS() as KubernetesObject;
  });
}

/**
 * Fills in `${NAME:-default}` and `${NAME:?needed}` as compose does.
 *
 * @throws Error for a variable that is needed and not given
 */
export function interpolate(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+):([-?])([^}]*)\}/g,
    (_, name: string, how: string, other: string) => {
      const value = given[name];
      if (value) return value;
      if (how === '?') throw new Error(`expected ${name}, got nothing: ${other}`);
      return other;
    },
  );
}
