import { dirname } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { parseYaml } from '../input/parse-yaml.js';
import { readTextFile } from '../input/read-text-file.js';
import { resolveWeights } from './weights-paths.js';

/** A request may have 1 MiB; comments are not sent. */
const maxBytes = 8 * 2 ** 20;

/**
 * A study file as plain data. A relative path of a weights file is taken beside the study file;
 * what else the file says is checked by the server.
 *
 * @throws AppError SPEC_INVALID naming every line at fault
 */
export async function readStudyFile(path: string): Promise<unknown> {
  const value = parseYaml(
    await readTextFile(path, 'a study file', {
      maxBytes,
      remedy: 'Check the path; infra/presets has examples.',
    }),
    path,
    'SPEC_INVALID',
  );
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

function noStudy(message: string): AppError {
  const remedy = 'Check the path; infra/presets has examples.';
  return new AppError('REQUEST_INVALID', message, { remedy });
}
