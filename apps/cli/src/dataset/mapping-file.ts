import { datasetMappingSchema, parseWith, type DatasetMapping } from '@crossfold/contracts';
import { parseYaml } from '../input/parse-yaml.js';
import { readTextFile } from '../input/read-text-file.js';

/** @throws AppError REQUEST_INVALID naming every line or field at fault; JSON is YAML too */
export async function readMapping(path: string): Promise<DatasetMapping> {
  const value = parseYaml(await readTextFile(path, 'a mapping'), path, 'REQUEST_INVALID');
  return parseWith(datasetMappingSchema, value, 'REQUEST_INVALID', `the mapping ${path}`);
}
