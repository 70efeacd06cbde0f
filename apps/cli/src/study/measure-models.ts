import { createStoreReader } from '@crossfold/study';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { findStudyId } from './find-study.js';
import { measureHere, measureStudy } from './measure-study.js';
import { measurementLine } from './measurement-view.js';

export interface MeasureOptions {
  readonly variant?: string;
}

/** Measures the models of a study, and says each result as it comes. */
export async function measureModels(
  context: CommandContext,
  wanted: string,
  { variant }: MeasureOptions,
): Promise<void> {
  const { terminal } = context;
  await withStore(context, async (store) => {
    const studyId = await findStudyId(terminal, createStoreReader(store), wanted);
    const measured =
      variant === undefined
        ? measureStudy(context, store, studyId, { isKept: false })
        : [await measureHere(store, studyId, variant)];
    for await (const one of measured) {
      terminal.emit(one);
      terminal.print(measurementLine(one));
    }
  });
}
