import { expect, it } from 'vitest';
import { studyCommands, trialCommands } from './commands.js';

const nothing = { desired: 'run', unfinished: 0, racedOut: 0 };

it('asks for what was raced out by its own command, which a cancelled study refuses', () => {
  expect(trialCommands('raced-out')).toEqual(['revive']);
  expect(studyCommands('finished', { ...nothing, racedOut: 2 })).toEqual(['revive']);
  expect(studyCommands('running', { ...nothing, unfinished: 1, racedOut: 2 })).toEqual([
    ...['pause', 'retry', 'revive', 'cancel'],
  ]);
  const cancelled = { desired: 'cancel', unfinished: 1, racedOut: 2 };
  expect(studyCommands('cancelled', cancelled)).toEqual(['retry']);
});

it('asks nothing of what went well', () => {
  expect(trialCommands('succeeded')).toEqual([]);
  expect(studyCommands('finished', nothing)).toEqual([]);
});
