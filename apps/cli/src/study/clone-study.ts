import { dirname } from 'node:path';
import { mergeOverrides } from '@crossfold/contracts';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { parseChanges } from './file-changes.js';
import { findStudyId } from './find-study.js';
import { storeForeignFiles } from './foreign-files.js';
import { readStudyFile } from './study-file.js';
import { submittedText } from './study-view.js';
import { resolveWeights } from './weights-paths.js';

export interface CloneOptions {
  readonly changes?: string;
  readonly set: readonly string[];
  readonly reuse?: true;
  readonly ensemble?: true;
}

/** Submits the file of a study once more, with changes. */
export async function cloneStudy(
  context: CommandContext,
  wanted: string,
  { changes, set, reuse, ensemble }: CloneOptions,
): Promise<void> {
  const { terminal } = context;
  const fromFile =
    changes === undefined
      ? {}
      : await storeForeignFiles(context, await readStudyFile(changes), dirname(changes));
  const fromOptions = parseChanges(set);
  const all = mergeOverrides(fromFile, resolveWeights(fromOptions, process.cwd()));
  await withServer(context, { workers: 0 }, async ({ api }) => {
    const cloned = await findStudyId(context.terminal, api, wanted);
    const asked = ensemble ? mergeOverrides({ ensemble: {} }, all) : all;
    const changed = reuse ? mergeOverrides(asked, { reuse: [cloned] }) : asked;
    const submitted = await api.clone(cloned, changed);
    terminal.emit({ type: 'submitted', ...submitted });
    terminal.print(submittedText(submitted, api.url, reuse));
  });
}
