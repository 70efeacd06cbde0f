import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type ExplanationRequest, type ExplanationView } from '@crossfold/contracts';
import { writeFileAtomically } from '@crossfold/provision';
import type { CommandContext } from '../process/context.js';
import type { Server } from '../stack/with-server.js';

const pollMs = 500;

/**
 * Has a study explained and prints what was found; what the request leaves out gets its default from
 * the server.
 *
 * @param out file for findings and pictures as one HTML page
 * @throws AppError with the code of the explanation's failure
 */
export async function showExplanation(
  context: CommandContext,
  server: Server,
  {
    studyId,
    request,
    out,
  }: { studyId: string; request: Partial<ExplanationRequest>; out?: string | undefined },
): Promise<void> {
  const { terminal } = context;
  const { api } = server;
  const ordered = await api.explain(studyId, request);
  const { number } = ordered.order;
  const view = await untilEnded(context, server, ordered);
  terminal.emit(view);
  if (terminal.mode !== 'json') terminal.write(await api.explanationText(studyId, number, 'md'));
  if (out === undefined) return;
  await writeFileAtomically(out, await api.explanationText(studyId, number, 'html'));
  terminal.note(`written to ${out}`);
}

async function untilEnded(
  { terminal }: CommandContext,
  { api, signal }: Server,
  ordered: ExplanationView,
): Promise<ExplanationView> {
  const { studyId, number } = ordered.order;
  let view = ordered;
  let told = '';
  while (view.state === 'open') {
    const { progress } = view;
    const text = progress ? `explained ${progress.done} of ${progress.total} images` : 'waiting';
    if (text !== told) terminal.note(text);
    told = text;
    await sleep(pollMs, undefined, { signal });
    view = await api.explanation(studyId, number);
  }
  if (!view.failure) return view;
  const { code, message, remedy } = view.failure;
  throw new AppError(code, message, { remedy });
}
