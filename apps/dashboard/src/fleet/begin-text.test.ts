import type { FleetForecast } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { moment } from '../text/format.js';
import { beginText } from './begin-text.js';

const [now, later, end] = [
  '2026-01-01T10:00:00.000Z',
  '2026-01-01T11:00:00.000Z',
  '2026-01-01T12:00:00.000Z',
];
const job = { studyId: 'focal-1', trialId: 'full.f0.s1', reason: 'behind', until: null } as const;
const forecastOf = (startsAt: string | null, expected: string | null): FleetForecast => ({
  at: now,
  studies: [
    {
      studyId: 'focal-1',
      name: 'focal',
      trialsLeft: 4,
      startsAt,
      endsAt: expected === null ? null : { earliest: expected, expected, latest: expected },
      slotHoursLeft: null,
      cost: null,
      basedOnTrials: 0,
    },
  ],
});

it('begins with its study, or before that ends', () => {
  expect(beginText(job, forecastOf(later, end))).toBe(`from ${moment(later)}`);
  expect(beginText(job, forecastOf(now, end))).toBe(`before ${moment(end)}`);
});

it('is tried again at a time that is known', () => {
  expect(beginText({ ...job, reason: 'retry', until: end }, undefined)).toBe(`from ${moment(end)}`);
});

it('says nothing where nobody can know', () => {
  const known = forecastOf(now, end);
  expect(beginText(job, undefined)).toBe('–');
  expect(beginText(job, forecastOf(now, null))).toBe('–');
  expect(beginText({ ...job, studyId: 'other-1' }, known)).toBe('–');
  expect(beginText({ ...job, reason: 'paused' }, known)).toBe('–');
});
