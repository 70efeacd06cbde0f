import { basename } from 'node:path';
import { readPredictions } from '@crossfold/data';
import { readTextFile } from '../input/read-text-file.js';
import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { withReader } from '../stack/with-reader.js';
import { documentLines } from '../study/document-view.js';
import { findStudyId } from '../study/find-study.js';

interface CompareOptions {
  readonly name?: string;
  readonly predicted?: string;
}

export function addCompareCommand(program: Command, context: CommandContext): void {
  program
    .command('compare <study> <predictions>')
    .option('--name <name>', 'what to call the model (default: the name of the file)')
    .option('--predicted <column>', 'which column names the class predicted, without probabilities')
    .action((study: string, path: string, options: CompareOptions) =>
      compare(context, study, path, options),
    );
}

async function compare(
  context: CommandContext,
  wanted: string,
  path: string,
  { name = basename(path), predicted }: CompareOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const { compareForeign, documentMarkdown, foreignDocument } = await import('@crossfold/study');
  const text = await readTextFile(path, 'a table');
  await withReader(context, async (reader) => {
    const studyId = await findStudyId(terminal, reader, wanted);
    const columns = predicted === undefined ? {} : { predicted };
    const result = await compareForeign(reader, studyId, {
      signal,
      read: (classes) => readPredictions(text, { file: path, columns, classes }),
    });
    terminal.emit({ name, ...result });
    if (terminal.mode === 'json') return;
    const document = foreignDocument(name, result);
    if (terminal.mode === 'plain') terminal.write(documentMarkdown(document));
    else terminal.print(...documentLines(document, terminal.size.columns));
  });
}
