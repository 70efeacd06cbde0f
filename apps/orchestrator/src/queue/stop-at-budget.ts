import { newControl, records, type OutOfBudget } from '@crossfold/contracts';
import { updateRecord, type ObjectStore } from '@crossfold/storage';
import { budgetOf, judgeBudget, type BudgetContext, type StudyIndex } from '@crossfold/study';
import type { EventLog } from '../events/event-log.js';

export interface BudgetParts {
  readonly store: ObjectStore;
  readonly index: StudyIndex;
  readonly events: Pick<EventLog, 'publish'>;
  readonly budgets: { contextOf(studyId: string): BudgetContext };
}

/**
 * Stops a study whose budget is spent: what has not ended is ended as if it were cancelled, and keeps its
 * checkpoints, so that it goes on from there once there is another budget.
 */
export async function stopAtBudget(parts: BudgetParts, studyId: string): Promise<void> {
  const { index, budgets } = parts;
  const record = index.get(studyId);
  if (record.finalState !== null || !budgetOf(record)) return;
  const { queued, running } = record.tally.states;
  if (queued + running === 0) return;
  const outOfBudget = judgeBudget(record, budgets.contextOf(studyId));
  if (outOfBudget) await stop(parts, studyId, outOfBudget);
}

async function stop(
  { store, index, events }: BudgetParts,
  studyId: string,
  outOfBudget: OutOfBudget,
): Promise<void> {
  const { edition } = index.get(studyId).control;
  const control = await updateRecord(store, records.control, { studyId }, (known) => {
    const current = known ?? newControl(studyId);
    // Somebody has given it another budget meanwhile.
    if (current.edition !== edition || current.outOfBudget) return current;
    return { ...current, revision: current.revision + 1, outOfBudget };
  });
  index.control(control);
  const at = outOfBudget.at;
  const told = { at, studyId, command: 'budget', onlyTrial: null, control } as const;
  await events.publish({ type: 'study.controlled', ...told });
}
