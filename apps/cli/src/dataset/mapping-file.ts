import { readFile } from 'node:fs/promises';
import {
  AppError,
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
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('REQUEST_INVALID', `expected a mapping, got ${reason}`, {
      remedy: 'Check the path.',
      cause,
    });
  }
}
