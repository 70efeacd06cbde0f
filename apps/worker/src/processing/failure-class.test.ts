import { AppError, errorKinds, type ErrorCode } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { failureClass } from './failure-class.js';

describe('failureClass', () => {
  it.each([
    ['STORE_UNAVAILABLE', 'outage'],
    ['QUEUE_UNAVAILABLE', 'outage'],
    ['QUEUE_REFUSED', 'outage'],
    ['TRIAL_CRASHED', 'retry'],
    ['TRIAL_STALLED', 'retry'],
    ['SUPERSEDED', 'gone'],
    ['DEVICE_LOST', 'retry'],
    ['OUT_OF_MEMORY', 'degrade'],
    ['TENSORFLOW_UNAVAILABLE', 'unfit'],
    ['TRIAL_DIVERGED', 'end'],
    ['SPEC_INVALID', 'end'],
    ['IMAGE_UNREADABLE', 'end'],
    ['WEIGHTS_INVALID', 'end'],
    ['OBJECT_CORRUPT', 'end'],
  ] as const)('of %s is %s', (code, expected) => {
    expect(failureClass(new AppError(code, 'x'))).toBe(expected);
  });

  it('ends at once what a repetition cannot mend', () => {
    const codes = Object.keys(errorKinds) as ErrorCode[];
    const ended = codes.filter((code) => failureClass(new AppError(code, 'x')) === 'end');
    expect(ended.filter((code) => errorKinds[code].retryable)).toEqual([]);
    expect(ended.length).toBeGreaterThan(5);
  });
});
