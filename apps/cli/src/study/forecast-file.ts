import { dirname } from 'node:path';
import type { CommandContext } from '../process/context.js';
import { withReader } from '../stack/with-reader.js';
import { withChanges } from './file-changes.js';
import { forecastLines } from './forecast-view.js';
import { storeForeignFiles } from './foreign-files.js';
import { readStudyFile } from './study-file.js';
import { askWithWeights, namesWeights } from './weights-paths.js';

export interface ForecastOptions {
  readonly set: readonly string[];
  readonly slots: number;
}

/** Checks a study file, and says what it would take. */
export async function forecastFile(
  context: CommandContext,
  file: string,
  { slots, set }: ForecastOptions,
): Promise<void> {
  const { terminal, config } = context;
  const written = withChanges(await readStudyFile(file), set);
  const spec = await storeForeignFiles(context, written, dirname(file));
  const ask = () => withReader(context, (reader) => reader.forecast(spec));
  const told = await (config.url === null ? askWithWeights(spec, ask) : ask());
  if (config.url !== null && namesWeights(spec)) {
    terminal.note(`weights files were not looked for: the workers of ${config.url} read them`);
  }
  terminal.emit(told);
  terminal.print(...forecastLines(told, slots));
}
