import { text } from 'node:stream/consumers';
import type { Report } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { stopTable } from './report-tables.js';
import { tableFormats } from './write-table.js';

it('has a row for each stopped trial, and its header where none was', async () => {
  const decision = {
    schemaVersion: 1,
    studyId: 's',
    number: 1,
    edition: 1,
    decidedAt: '2026-11-30T00:00:00.000Z',
    rule: 'median',
    trialId: 'arm.f0.s1',
    variant: 'arm',
    epoch: 5,
    best: 0.2,
    threshold: 0.55,
    compared: [{ trialId: 'full.f0.s1', score: 0.55 }],
  } as const;
  const config = { rule: 'median', minEpochs: 5, minTrials: 1 };
  const stopping = { config, decisions: [decision], revived: ['arm.f0.s1'] };
  const csvOf = (changes: object) =>
    text(tableFormats.csv.write(stopTable({ studyId: 's', ...changes } as unknown as Report)));
  const header =
    'study,variant,trial,decision,decided_at,rule,epoch,best,threshold,compared,is_revived\n';
  expect(await csvOf({ stopping })).toBe(
    `${header}s,arm,arm.f0.s1,1,2026-11-30T00:00:00.000Z,median,5,0.2,0.55,1,true\n`,
  );
  expect(await csvOf({ stopping: null })).toBe(header);
});
