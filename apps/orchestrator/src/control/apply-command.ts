import type { Control, ControlCommand, DesiredState } from '@crossfold/contracts';

/** What is asked: of one trial, or of the whole study where `trialId` is null. */
export interface Command {
  readonly command: ControlCommand;
  readonly trialId: string | null;
  /** Of `prioritise`. */
  readonly priority?: number;
}

type TrialControl = Control['trials'][string];

/** The control of a study after a command. */
export function applyCommand(control: Control, asked: Command): Control {
  const next = { ...control, revision: control.revision + 1 };
  return asked.trialId === null
    ? applyToStudy(next, asked)
    : applyToTrial(next, asked, asked.trialId);
}

/** What is taken back of the study is taken back of each of its trials. */
function applyToStudy(control: Control, { command, priority = 0 }: Command): Control {
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

function applyToTrial(
  control: Control,
  { command, priority = 0 }: Command,
  trialId: string,
): Control {
  const change = (changes: Partial<TrialControl>): Control => {
    const before = control.trials[trialId] ?? { desired: 'run', priority: null, sinceEdition: 1 };
    return { ...control, trials: { ...control.trials, [trialId]: { ...before, ...changes } } };
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
