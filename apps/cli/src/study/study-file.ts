import { readFile } from 'node:fs/promises';
import { AppError } from '@crossfold/contracts';
import { parseDocument } from 'yaml';

/**
 * A study file as plain data; JSON is YAML too. What it says is checked by the server.
 *
 * @throws AppError SPEC_INVALID naming every line at fault
 */
export async function readStudyFile(path: string): Promise<unknown> {
  const document = parseDocument(await readText(path), { prettyErrors: true });
  if (document.errors.length === 0) return document.toJS() as unknown;
  const problems = document.errors.map(({ message }) => message.split('\n')[0] ?? message);
  throw new AppError('SPEC_INVALID', `expected YAML or JSON in ${path}`, { problems });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('REQUEST_INVALID', `expected a study file, got ${reason}`, {
      remedy: 'Check the path; infra/presets has examples.',
      cause,
    });
  }
}
