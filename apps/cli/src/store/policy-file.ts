import { parseWith, storePolicySchema, type StorePolicy } from '@crossfold/contracts';
import { parseYaml } from '../input/parse-yaml.js';
import { readTextFile } from '../input/read-text-file.js';

/** @throws AppError REQUEST_INVALID naming every problem of the file */
export async function readPolicyFile(path: string): Promise<StorePolicy> {
  const text = await readTextFile(path, 'a policy', { maxBytes: 2 ** 20 });
  const value = parseYaml(text, path, 'REQUEST_INVALID');
  return parseWith(storePolicySchema, value, 'REQUEST_INVALID', `the policy ${path}`);
}
