import { withoutResultText, type OpenSealedPart } from '@crossfold/contracts';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { findStudyId } from './find-study.js';
import { submittedText } from './study-view.js';

/** Opens the sealed part of a study by a clone of it, which is answered. */
export async function openSealedPart(
  context: CommandContext,
  wanted: string,
  asked: OpenSealedPart,
): Promise<void> {
  const { terminal } = context;
  await withServer(context, { workers: 0 }, async ({ api }) => {
    const studyId = await findStudyId(terminal, api, wanted);
    const without = withoutResultText((await api.study(studyId)).trials);
    const submitted = await api.openSealedPart(studyId, asked);
    terminal.emit({ type: 'submitted', ...submitted });
    terminal.print(submittedText(submitted, api.url));
    if (without)
      terminal.print(`${without}: ${submitted.studyId} trains them before it opens the part`);
  });
}
