import { desiredStateFor, newControl } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { applyCommand } from './apply-command.js';

it('asks for the trials that are named again, in one edition, and leaves all others as they are', () => {
  const named = ['full.f0.s1', 'full.f1.s1'];
  const paused = applyCommand(newControl('s'), { command: 'pause', trialId: 'full.f2.s1' });
  const cancelled = applyCommand(paused, { command: 'cancel', trialId: 'full.f0.s1' });
  const retried = applyCommand(
    cancelled,
    { command: 'retry', trialId: null, trialIds: named },
    named,
  );
  expect(retried).toMatchObject({ edition: 2, sinceEdition: 1, revision: 3, desired: 'run' });
  for (const trialId of named) {
    expect(retried.trials[trialId]).toMatchObject({ desired: 'run', sinceEdition: 2 });
  }
  expect(desiredStateFor(retried, 'full.f2.s1')).toBe('pause');
  expect(retried.trials['full.f2.s1']).toEqual(paused.trials['full.f2.s1']);
});
