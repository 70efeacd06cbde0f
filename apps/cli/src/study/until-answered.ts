import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type CrossEvaluation, type CrossEvaluationView } from '@crossfold/contracts';
import type { Server } from '../stack/with-server.js';

const pollMs = 500;

/**
 * Waits for the predictions of another data set.
 *
 * @throws AppError with the code of their failure
 */
export async function untilAnswered(
  { api, signal }: Server,
  asked: CrossEvaluationView,
): Promise<CrossEvaluation> {
  const { studyId, crossEvaluationId } = asked;
  for (let view = asked; ; view = await api.crossEvaluation(studyId, crossEvaluationId)) {
    if (view.result) return view.result;
    if (view.error) throw new AppError(view.error.code, view.error.message);
    await sleep(pollMs, undefined, { signal });
  }
}
