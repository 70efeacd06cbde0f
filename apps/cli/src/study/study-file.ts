import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { parseYaml } from '../input/parse-yaml.js';
import { resolveWeights } from './weights-paths.js';

/**
 * A study file as plain data. A relative path of a weights file is taken beside the study file;
 * what else the file says is checked by the server.
 *
 * @throws AppError SPEC_INVALID naming every line at fault
 */
export async function readStudyFile(path: string): Promise<unknown> {
  const value = parseYaml(await readText(path), path, 'SPEC_INVALID');
  return resolveWeights(asFields(value, path), dirname(path));
}

/** An empty file, a text or a list would be no well-formed request. */
function asFields(value: unknown, path: string): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const got =
    value === null
      ? 'nothing'
      : Array.isArray(value)
        ? 'a list'
        : `"${String(value).slice(0, 40)}"`;
  throw noStudy(`expected fields such as "name: my-study" in ${path}, got ${got}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code = 'an error' } = cause as NodeJS.ErrnoException;
    throw noStudy(`expected a study file at ${path}, got ${readFaults[code] ?? code}`, cause);
  }
}

const readFaults: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
};

function noStudy(message: string, cause?: unknown): AppError {
  const remedy = 'Check the path; infra/presets has examples.';
  return new AppError('REQUEST_INVALID', message, { remedy, cause });
}
