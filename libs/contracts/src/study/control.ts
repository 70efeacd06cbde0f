import { z } from 'zod';
import type { OldDocument, Upgrades } from '../versioned.js';
import { budgetSchema, outOfBudgetSchema } from './budget.js';
import { desiredStates } from './desired-state.js';

const desiredStateSchema = z.enum(desiredStates);

export const controlCommands = [
  'cancel',
  'pause',
  'resume',
  'retry',
  'revive',
  'prioritise',
  'budget',
] as const;
export type ControlCommand = (typeof controlCommands)[number];

/** The higher, the sooner. */
export const prioritySchema = z.int().min(-1000).max(1000);

/**
 * What is wanted of a study and its trials. It is the record: workers obey it, and the queue is
 * made to fit it. Written with a condition on the version before, so that no command is lost.
 */
export const controlSchema = z.strictObject({
  schemaVersion: z.literal(2),
  studyId: z.string(),
  /** Grows with each change; of two, the one with the higher number holds. */
  revision: z.int().min(0),
  desired: desiredStateSchema,
  priority: prioritySchema,
  /** From 1, one more with each retry. A report of an earlier edition ends no study. */
  edition: z.int().positive(),
  /** Failures of earlier editions do not count. */
  sinceEdition: z.int().positive(),
  /** In place of that of the study; left out: nobody has changed it. */
  budget: budgetSchema.optional(),
  /** Its budget is spent: what has not ended is stopped. */
  outOfBudget: outOfBudgetSchema.optional(),
  /** Where a trial differs from its study. */
  trials: z.record(
    z.string(),
    z.strictObject({
      desired: desiredStateSchema.default('run'),
      priority: prioritySchema.nullable().default(null),
      sinceEdition: z.int().positive().default(1),
      /** Number of the decision by which it is to stop; left out: none. */
      stopDecision: z.int().positive().optional(),
    }),
  ),
});
export type Control = z.infer<typeof controlSchema>;

/** Version 1 called the desired state a wish. */
export const controlUpgrades: Upgrades = {
  1: ({ trials, ...control }) => ({
    ...renamed(control),
    trials: Object.fromEntries(
      Object.entries(trials as Readonly<Record<string, OldDocument>>).map(([trialId, own]) => [
        trialId,
        renamed(own),
      ]),
    ),
  }),
};

function renamed({ wish, ...rest }: OldDocument): OldDocument {
  return wish === undefined ? rest : { ...rest, desired: wish };
}

/** Of a study that nobody has asked anything of. */
export function newControl(studyId: string): Control {
  const editions = { edition: 1, sinceEdition: 1 };
  return {
    schemaVersion: 2,
    studyId,
    revision: 0,
    desired: 'run',
    priority: 0,
    trials: {},
    ...editions,
  };
}
