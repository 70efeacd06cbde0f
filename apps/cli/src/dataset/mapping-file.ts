import {
  AppError,
  describeFileFault,
  readNamedFile,
  datasetMappingSchema,
  parseWith,
  type DatasetMapping,
} from '@crossfold/contracts';
import { parseYaml } from '../input/parse-yaml.js';

/** @throws AppError REQUEST_INVALID naming every line or field at fault; JSON is YAML too */
export async function readMapping(path: string): Promise<DatasetMapping> {
  const value = parseYaml(await readText(path), path, 'REQUEST_INVALID');
  return parseWith(datasetMappingSchema, value, 'REQUEST_INVALID', `the mapping ${path}`);
}

async function readText(path: string): Promise<string> {
  try {
    return (await readNamedFile(path)).toString('utf8');
  } catch (cause) {
    const text = `expected a mapping at ${path}, got ${describeFileFault(cause)}`;
    throw new AppError('REQUEST_INVALID', text, {
      remedy: 'Check the path.',
      cause,
    });
  }
}
