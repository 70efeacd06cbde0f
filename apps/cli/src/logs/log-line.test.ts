import { describe, expect, it } from 'vitest';
import { fits, logLineText, mergeLines, parseLogLine } from './log-line.js';

const line = (source: string, time: string, more: object = {}) =>
  parseLogLine(source, JSON.stringify({ level: 'info', time, msg: 'said', ...more }));

const first = line('worker-1', '2026-01-01T00:00:01.000Z', {
  studyId: 'focal-11aa',
  trialId: 'full.f0.s1',
});
const second = line('orchestrator', '2026-01-01T00:00:02.000Z', {
  level: 'warn',
  studyId: 'other-22bb',
});
const third = line('worker-1', '2026-01-01T00:00:03.000Z');
const native = parseLogLine('worker-1', 'a library warns');

describe('lines of logs', () => {
  it('stand in the order of time, others behind the line that they follow', () => {
    expect(mergeLines([[second], [first, native, third]])).toEqual([first, native, second, third]);
  });

  it('are those of a level, a study and a trial', () => {
    const all = [first, native, second, third];
    expect(all.filter((one) => fits(one, {}))).toEqual(all);
    expect(all.filter((one) => fits(one, { level: 'warn' }))).toEqual([second]);
    expect(all.filter((one) => fits(one, { study: 'focal' }))).toEqual([first]);
    expect(all.filter((one) => fits(one, { study: 'other-22bb' }))).toEqual([second]);
    expect(all.filter((one) => fits(one, { study: 'foc' }))).toEqual([]);
    expect(all.filter((one) => fits(one, { trial: 'full.f0.s1' }))).toEqual([first]);
  });

  it('say when, how grave, who and about what', () => {
    expect(logLineText(first)).toBe(
      '2026-01-01 00:00:01 info  worker-1 focal-11aa full.f0.s1 said',
    );
    expect(logLineText(third)).toBe('2026-01-01 00:00:03 info  worker-1 said');
    expect(logLineText(native)).toBe('worker-1: a library warns');
  });
});
