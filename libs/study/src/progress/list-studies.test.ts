import type { Study } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { listStudies } from './list-studies.js';
import { applyEvent, newStudyRecord, type StudyRecord } from './study-record.js';

const at = '2026-11-28T00:00:00.000Z';

function recordOf(studyId: string, name: string, dataset = 'ham10000'): StudyRecord {
  return newStudyRecord({
    studyId,
    name,
    submittedAt: at,
    seeds: [1],
    variants: [{ name: 'full' }],
    dataset: { name: dataset },
    foldPlan: { options: { folds: 2 } },
  } as unknown as Study);
}

const finish = (record: StudyRecord) =>
  applyEvent(record, {
    type: 'study.finished',
    at,
    studyId: record.study.studyId,
    state: 'finished',
    answer: { headline: 'No arm differs.', baseline: 0.7 },
  });

function withNotes(record: StudyRecord): StudyRecord {
  return { ...record, notes: { ...record.notes, tags: ['paper'], owner: 'ada' } };
}

/** So many of its two trials. */
function fail(record: StudyRecord, count: number): StudyRecord {
  const { studyId } = record.study;
  const failure = {
    type: 'trial.failed',
    at,
    studyId,
    code: 'TRIAL_DIVERGED',
    message: 'x',
  } as const;
  return [...record.trials.keys()]
    .slice(0, count)
    .reduce((failed, trialId) => applyEvent(failed, { ...failure, trialId }), record);
}

/** Newest first. */
const all = [
  recordOf('e', 'zoom'),
  withNotes(finish(recordOf('d', 'Focal-again'))),
  recordOf('c', 'focal', 'ph2'),
  finish(recordOf('b', 'alpha', 'ph2')),
  recordOf('a', 'focal'),
];
const ids = (query: unknown) => listStudies(all, query).studies.map(({ studyId }) => studyId);

describe('listStudies', () => {
  it.each([
    [{}, 'edcba'],
    [{ sort: 'oldest' }, 'abcde'],
    [{ sort: 'name' }, 'bcade'],
    [{ state: 'finished' }, 'db'],
    [{ text: ' FOCAL ' }, 'dca'],
    [{ text: 'ph2' }, 'cb'],
    [{ text: 'focal', state: 'queued', sort: 'oldest' }, 'ac'],
    [{ text: 'nothing of this name' }, ''],
    [{ name: 'focal' }, 'ca'],
    [{ name: 'foc' }, ''],
    [{ dataset: 'ph2' }, 'cb'],
    [{ sort: 'state' }, 'ecadb'],
    [{ tag: 'paper' }, 'd'],
    [{ text: 'PAPER' }, 'd'],
    [{ owner: 'ada' }, 'd'],
  ])('gives for %o the studies %s', (query, expected) => {
    expect(ids(query).join('')).toBe(expected);
  });

  it('sorts by the share of trials that have ended', () => {
    const begun = [fail(recordOf('c', 'x'), 2), recordOf('b', 'x'), fail(recordOf('a', 'x'), 1)];
    const { studies } = listStudies(begun, { sort: 'progress' });
    expect(studies.map(({ studyId }) => studyId)).toEqual(['b', 'a', 'c']);
  });

  it('pages through what is wanted, and counts all of it', () => {
    const query = { text: 'focal', limit: '2' };
    expect(listStudies(all, query)).toMatchObject({ next: 'c', total: 3 });
    expect(listStudies(all, { ...query, after: 'c' })).toMatchObject({ next: null, total: 3 });
    expect(ids({ ...query, after: 'c' })).toEqual(['a']);
  });

  it('goes on where a page ended, though its last study has left the filter since', () => {
    expect(ids({ state: 'queued', after: 'd' })).toEqual(['c', 'a']);
  });

  it('tells the answer of those that have one', () => {
    const { studies } = listStudies(all, { sort: 'oldest', limit: '2' });
    expect(studies.map(({ answer }) => answer)).toEqual([
      null,
      { headline: 'No arm differs.', baseline: 0.7 },
    ]);
  });

  it.each([
    [{ state: 'finnished' }, 'state'],
    [{ sort: ['name', 'name'] }, 'sort'],
    [{ limit: '0' }, 'limit'],
    [{ order: 'name' }, 'order'],
  ])('refuses %o', (query, named) => {
    expect(() => listStudies(all, query)).toThrowError(named);
  });
});
