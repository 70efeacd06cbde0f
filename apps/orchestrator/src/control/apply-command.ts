import type { Control, ControlCommand, Wish } from '@crossfold/contracts';

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
      return { ...control, wish: 'cancel' };
    case 'pause':
      return { ...control, wish: 'pause' };
    case 'resume':
      return { ...control, wish: 'run', trials: withoutWish(control, 'pause') };
    case 'retry': {
      const edition = control.edition + 1;
      const wish = control.wish === 'cancel' ? 'run' : control.wish;
      const trials = withoutWish(control, 'cancel');
      return { ...control, wish, edition, sinceEdition: edition, trials };
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
    const before = control.trials[trialId] ?? { wish: 'run', priority: null, sinceEdition: 1 };
    return { ...control, trials: { ...control.trials, [trialId]: { ...before, ...changes } } };
  };
  switch (command) {
    case 'cancel':
      return change({ wish: 'cancel' });
    case 'pause':
      return change({ wish: 'pause' });
    case 'resume':
      return change({ wish: 'run' });
    case 'retry': {
      const edition = control.edition + 1;
      return { ...change({ wish: 'run', sinceEdition: edition }), edition };
    }
    case 'prioritise':
      return change({ priority });
  }
}

function withoutWish({ trials }: Control, wish: Wish): Control['trials'] {
  const changed = Object.entries(trials).map(([trialId, own]): [string, TrialControl] => [
    trialId,
    own.wish === wish ? { ...own, wish: 'run' } : own,
  ]);
  return Object.fromEntries(changed);
}
