import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { ensureGoProgram, findProgram } from './go-program.js';
import type { KubernetesObject } from './infra-files.js';

/** The objects of a folder, as `kubectl apply -k` would send them. */
export async function renderKustomization(folder: string): Promise<KubernetesObject[]> {
  const [program, ...args] = await commandLine();
  const { stdout } = await promisify(execFile)(program, [...args, folder], {
    maxBuffer: 16 * 2 ** 20,
  });
  return parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
}

/** kubectl has it built in. */
async function commandLine(): Promise<readonly [string, ...string[]]> {
  const kubectl = await findProgram('kubectl');
  if (kubectl !== undefined) return [kubectl, 'kustomize'];
  const kustomize = await ensureGoProgram({
    name: 'kustomize',
    version: '5.8.1',
    module: 'sigs.k8s.io/kustomize/kustomize/v5',
    remedy: 'Have kubectl or kustomize on the PATH, or Go with access to its modules.',
  });
  return [kustomize, 'build'];
}
