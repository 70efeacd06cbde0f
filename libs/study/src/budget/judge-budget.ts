import type { Budget, OutOfBudget } from '@crossfold/contracts';
import type { StudyRecord } from '../progress/study-record.js';
import { addUse, noUse, slotUse, type SlotUse } from '../progress/trial-tally.js';

/** What is known beside the record when a budget is judged. */
export interface BudgetContext {
  readonly now: Date;
  /**
   * What a slot costs in an hour at most where its trials may run, for the next one and for those whose
   * price was not noted; null where nobody has said.
   */
  readonly pricePerHour: number | null;
  /** How long its next trial takes, in seconds; null while none has ended. */
  readonly expectedSeconds: number | null;
  /** Trials of it that have a job. */
  readonly inFlight: number;
}

/** Of the study, unless a command has given it another one. */
export function budgetOf({ study, control }: StudyRecord): Budget | undefined {
  return control.budget ?? study.budget;
}

/** Hours of slots that the trials of a study have taken so far. */
export function usedHours(record: StudyRecord, now: Date): number {
  return hoursOf(usedSoFar(record, now));
}

function usedSoFar(record: StudyRecord, now: Date): SlotUse {
  return addUse(record.tally.resting, runningUse(record, now));
}

/** What those have used that run now. */
function runningUse({ tally, trials }: StudyRecord, now: Date): SlotUse {
  return [...tally.running].reduce((sum, trialId) => {
    const trial = trials.get(trialId);
    return trial ? addUse(sum, slotUse(trial, now)) : sum;
  }, noUse);
}

function hoursOf({ ms }: SlotUse): number {
  return ms / 3_600_000;
}

/** What was used, by the price at which each attempt began. */
function costOf({ unpricedMs, costMillionths }: SlotUse, pricePerHour: number | null): number {
  return costMillionths / 1e6 + (unpricedMs / 3_600_000) * (pricePerHour ?? 0);
}

/**
 * Whether a study may go on.
 *
 * @returns why not: a limit is reached, or nothing of it runs and its next trial would go beyond one
 */
export function judgeBudget(record: StudyRecord, context: BudgetContext): OutOfBudget | null {
  const budget = budgetOf(record);
  if (!budget || record.control.outOfBudget) return null;
  const { now, inFlight } = context;
  const at = now.toISOString();
  const reached = findLimit(budget, record, context, 0);
  if (reached) return { ...reached, at };
  if (inFlight > 0 || fitsBudget(record, context)) return null;
  const beyond = findLimit(budget, record, context, context.expectedSeconds ?? 0);
  return beyond && { ...beyond, at };
}

/** Whether another trial of a study would end within its budget, beside those that have a job. */
export function fitsBudget(record: StudyRecord, context: BudgetContext): boolean {
  const budget = budgetOf(record);
  if (!budget || context.expectedSeconds === null) return true;
  const { expectedSeconds, inFlight, now } = context;
  // What runs has used a part of its time.
  const begun = runningUse(record, now).ms / 1000;
  const ahead = Math.max(0, inFlight * expectedSeconds - begun) + expectedSeconds;
  return findLimit(budget, record, context, ahead, expectedSeconds) === null;
}

/** @param aheadSeconds of slots, beside what was used */
function findLimit(
  budget: Budget,
  record: StudyRecord,
  { now, pricePerHour }: BudgetContext,
  aheadSeconds: number,
  lastsSeconds = aheadSeconds,
): Omit<OutOfBudget, 'at'> | null {
  const { maxHours, maxCost, deadline } = budget;
  const isAhead = aheadSeconds > 0;
  const use = usedSoFar(record, now);
  const used = hoursOf(use);
  const hours = used + aheadSeconds / 3600;
  const next = isAhead ? `, and its next trial takes about ${rounded(aheadSeconds / 3600)} h` : '';
  if (maxHours !== undefined && (isAhead ? hours > maxHours : hours >= maxHours)) {
    const message = `it has used ${rounded(used)} of ${maxHours} hours of slots (maxHours)${next}`;
    return { limit: 'maxHours', message };
  }
  if (maxCost !== undefined) {
    const before = costOf(use, pricePerHour);
    const cost = before + (aheadSeconds / 3600) * (pricePerHour ?? 0);
    if (isAhead ? cost > maxCost : cost >= maxCost) {
      const message = `it has cost ${rounded(before)} of ${maxCost} (maxCost)${next}`;
      return { limit: 'maxCost', message };
    }
  }
  if (deadline === undefined || now.getTime() + 1000 * lastsSeconds < Date.parse(deadline)) {
    return null;
  }
  const until = isAhead ? `would end after ${deadline}` : `has reached ${deadline}`;
  return { limit: 'deadline', message: `it ${until} (deadline)${next}` };
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}
