import type { Budget, Control, ControlCommand, DesiredState } from '@crossfold/contracts';

/** What is asked: of one trial, or of the whole study where `trialId` is null. */
export interface Command {
  readonly command: ControlCommand;
  readonly trialId: string | null;
  /** Of `prioritise`. */
  readonly priority?: number;
  /** Of `budget`. */
  readonly budget?: Budget;
  /** Of `retry` of a study: these trials of it; left out: all that gave no result. */
  readonly trialIds?: readonly string[];
  /** Of `revive`: whose trials; left out: all that were raced out. */
  readonly arm?: string;
}

type TrialControl = Control['trials'][string];

/**
 * The control of a study after a command.
 *
 * @param again trials that `revive`, or `retry` of some trials, asks for again
 */
export function applyCommand(
  control: Control,
  asked: Command,
  again: readonly string[] = [],
): Control {
  const next = { ...control, revision: control.revision + 1 };
  if (asked.command === 'revive') return revive(next, again);
  if (asked.command === 'retry' && asked.trialIds) return retrySome(next, again);
  if (asked.command === 'budget') return withBudget(next, asked.budget);
  const plain = { ...asked, command: asked.command };
  return plain.trialId === null
    ? applyToStudy(next, plain)
    : applyToTrial(next, plain, plain.trialId);
}

type Plain = Omit<Command, 'command'> & {
  readonly command: Exclude<ControlCommand, 'revive' | 'budget'>;
};

/** Only what is named runs again: what failed keeps its end. */
function revive(control: Control, trialIds: readonly string[]): Control {
  const edition = control.edition + 1;
  const revived = trialIds.map((trialId): [string, TrialControl] => {
    const { stopDecision: _, ...own } = ownControl(control, trialId);
    return [trialId, { ...own, sinceEdition: edition }];
  });
  return { ...control, edition, trials: { ...control.trials, ...Object.fromEntries(revived) } };
}

function retrySome(control: Control, trialIds: readonly string[]): Control {
  const edition = control.edition + 1;
  const retried = trialIds.map((trialId): [string, TrialControl] => [
    trialId,
    { ...ownControl(control, trialId), desired: 'run', sinceEdition: edition },
  ]);
  return { ...control, edition, trials: { ...control.trials, ...Object.fromEntries(retried) } };
}

function ownControl({ trials }: Control, trialId: string): TrialControl {
  return trials[trialId] ?? { desired: 'run', priority: null, sinceEdition: 1 };
}

/** What is taken back of the study is taken back of each of its trials. */
function applyToStudy(control: Control, { command, priority = 0 }: Plain): Control {
  switch (command) {
    case 'cancel':
      return { ...control, desired: 'cancel' };
    case 'pause':
      return { ...control, desired: 'pause' };
    case 'resume':
      return { ...control, desired: 'run', trials: withoutDesired(control, 'pause') };
    case 'retry': {
      const edition = control.edition + 1;
      const desired = control.desired === 'cancel' ? 'run' : control.desired;
      const trials = withoutDesired(control, 'cancel');
      return { ...control, desired, edition, sinceEdition: edition, trials };
    }
    case 'prioritise':
      return { ...control, priority };
  }
}

/** What was stopped goes on, in another edition. */
function withBudget({ outOfBudget, ...control }: Control, budget: Budget | undefined): Control {
  const edition = outOfBudget ? control.edition + 1 : control.edition;
  return { ...control, edition, ...(budget && { budget }) };
}

function applyToTrial(
  control: Control,
  { command, priority = 0 }: Plain,
  trialId: string,
): Control {
  const change = (changes: Partial<TrialControl>): Control => {
    const own = { ...ownControl(control, trialId), ...changes };
    return { ...control, trials: { ...control.trials, [trialId]: own } };
  };
  switch (command) {
    case 'cancel':
      return change({ desired: 'cancel' });
    case 'pause':
      return change({ desired: 'pause' });
    case 'resume':
      return change({ desired: 'run' });
    case 'retry': {
      const edition = control.edition + 1;
      return { ...change({ desired: 'run', sinceEdition: edition }), edition };
    }
    case 'prioritise':
      return change({ priority });
  }
}

function withoutDesired({ trials }: Control, desired: DesiredState): Control['trials'] {
  const changed = Object.entries(trials).map(([trialId, own]): [string, TrialControl] => [
    trialId,
    own.desired === desired ? { ...own, desired: 'run' } : own,
  ]);
  return Object.fromEntries(changed);
}
