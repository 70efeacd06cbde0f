import { reportFormats } from '@crossfold/study';
import { expect, it } from 'vitest';
import { reportInFull, studyInFull } from '../support/report-in-full.js';
import { withoutTimes } from './document-without-times.js';

it('leaves out when and how fast, and nothing of what was found', () => {
  const report = reportInFull(studyInFull());
  const written = (changes: Partial<typeof report>) =>
    withoutTimes(reportFormats.html.render({ ...report, ...changes }));
  const own = written({});
  expect(own.length).toBeGreaterThan(10_000);
  expect(written({ writtenAt: '2027-01-31T23:59:59.999Z' })).toBe(own);
  expect(written({ headlines: [...report.headlines, 'Another answer.'] })).not.toBe(own);
  const [first, ...others] = report.variants;
  const pooled = first?.pooled;
  if (!pooled) throw new Error('expected a pooled score');
  const scores = { ...pooled.scores, accuracy: pooled.scores.accuracy / 2 };
  const changed = [{ ...first, pooled: { ...pooled, scores } }, ...others];
  expect(written({ variants: changed })).not.toBe(own);
});
