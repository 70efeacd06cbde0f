import {
  AppError,
  describeFileFault,
  parseWith,
  readNamedFile,
  storePolicySchema,
  type StorePolicy,
} from '@crossfold/contracts';
import { parseYaml } from '../input/parse-yaml.js';

const mostBytes = 2 ** 20;

/** @throws AppError REQUEST_INVALID naming every problem of the file */
export async function readPolicyFile(path: string): Promise<StorePolicy> {
  const text = await readNamedFile(path, mostBytes).catch((cause: unknown) => {
    const message = `expected a policy at ${path}, got ${describeFileFault(cause)}`;
    throw new AppError('REQUEST_INVALID', message, { remedy: 'Check the path.', cause });
  });
  const value = parseYaml(text.toString('utf8'), path, 'REQUEST_INVALID');
  return parseWith(storePolicySchema, value, 'REQUEST_INVALID', `the policy ${path}`);
}
