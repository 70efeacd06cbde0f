import { fileURLToPath } from 'node:url';
import { readStudyFile } from './study-file.js';

/** A study file that comes with crossfold, by its name. */
export async function readPreset(name: string): Promise<Record<string, unknown>> {
  const url = new URL(`../../../../infra/presets/${name}.yaml`, import.meta.url);
  return (await readStudyFile(fileURLToPath(url))) as Record<string, unknown>;
}
