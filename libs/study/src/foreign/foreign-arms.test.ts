import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteObjects,
  listTrials,
  sha256,
  studySchema,
  type Report,
  type StudySpecInput,
} from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { createFileStore, verifyStudy } from '@crossfold/storage';
import { afterAll, describe, expect, it } from 'vitest';
import { parseStudySpec } from '../compile/compile-study.js';
import { assertForeignFit } from '../compile/foreign-arms.js';
import { plan, studyOf, writeResult, writeStudy } from '../progress/stored-study.fixture.js';
import { reportTables } from '../render/report-table.js';
import { withHeadlines } from '../render/headlines.js';
import { writeReport } from '../report/write-report.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-foreign-arms-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

const { classes } = plan;

/** A table of what somebody's model says: right but for every `wrong`-th image, backwards. */
function tableOf({ wrong = Infinity, seeds = [''] as readonly string[] } = {}): string {
  const rows = seeds.flatMap((seed) =>
    plan.assignments.toReversed().map(({ imageId, label, fold }, i) => {
      const answer = (classes.indexOf(label) + (i % wrong === wrong - 1 ? 1 : 0)) % classes.length;
      const chances = classes.map((_, c) => (c === answer ? 0.696 : 0.05));
      return [`${imageId}.jpg`, fold, ...chances, ...(seed && [seed])].join(',');
    }),
  );
  const header = ['image', 'fold', ...classes, ...(seeds[0] ? ['seed'] : [])].join(',');
  return [header, ...rows].join('\n');
}

async function storeTable(text: string) {
  const hash = sha256(text);
  await store.put(byteObjects.blob.key({ sha256: hash }), Buffer.from(text));
  return { file: 'theirs.csv', sha256: hash };
}

async function reportWith(studyId: string, text: string): Promise<Report> {
  const arms = {
    leaveOneOut: ['augmentation' as const],
    explicit: [{ name: 'theirs', predictions: await storeTable(text) }],
  };
  const study = studySchema.parse(studyOf(studyId, { seeds: [1, 2], arms }));
  await writeStudy(store, study);
  for (const { trialId } of listTrials(study)) await writeResult(store, study, trialId);
  const report = await writeReport(store, studyId);
  if (!report) throw new Error('no report');
  return report;
}

describe('a model made elsewhere', () => {
  it('is an arm of the report that is not trained', async () => {
    const report = await reportWith('whole', tableOf({ seeds: ['7', '8', '9'] }));
    expect(report.variants.map(({ name }) => name)).toEqual(['full', 'no-augmentation', 'theirs']);
    const [full, , theirs] = report.variants;
    expect(theirs).toMatchObject({
      role: 'arm',
      title: 'foreign, theirs.csv',
      foreign: { file: 'theirs.csv', seeds: 3 },
      cells: { succeeded: 6, failed: 0 },
      calibration: null,
    });
    expect(theirs?.pooled?.scores.balancedAccuracy).toBe(1);
    // Rounded in the table to 0.996 in sum.
    expect(theirs?.pooled?.scores.nll).toBeCloseTo(-Math.log(0.696 / 0.996), 12);
    const own = full?.overCells?.mean.balancedAccuracy ?? NaN;
    expect(theirs?.comparison).toMatchObject({ cells: 2, outlook: null, verdict: 'undecided' });
    expect(theirs?.comparison?.difference).toBeCloseTo(1 - own, 12);
    expect(theirs?.comparison?.estimate).toMatchObject({ units: 2, seedSd: null });
    const pooled = full?.pooled?.scores.balancedAccuracy ?? NaN;
    expect(theirs?.comparison?.pooled?.balancedAccuracy).toBeCloseTo(1 - pooled, 12);
    const { headlines } = withHeadlines({
      ...report,
      variants: report.variants.map((variant) =>
        variant.foreign && variant.comparison
          ? { ...variant, comparison: { ...variant.comparison, verdict: 'helps' } }
          : variant,
      ),
    });
    expect(headlines[0]).toMatch(/^theirs is better than the baseline, \+/);
    expect(report.notes.join(' ')).toContain('theirs is a foreign model: the predictions of');
    const table = reportTables(report).find(({ id }) => id === 'pooled');
    expect(table?.rows.map((row) => row.slice(0, 3))).toContainEqual([
      ...['theirs', 'foreign, theirs.csv', '6/6'],
    ]);
    expect(report.crossValidated.map(({ variants, models }) => [variants, models])).toContainEqual([
      ...[['theirs'], [3, 3]],
    ]);
  });

  it('has no difference where it says what the baseline does, and its table is verified', async () => {
    const { variants } = await reportWith('same', tableOf({ wrong: 2 }));
    const { foreign } = variants[2] ?? {};
    expect(foreign?.seeds).toBe(1);
    const before = await verifyStudy(store, 'same');
    await store.delete(byteObjects.blob.key({ sha256: foreign?.sha256 ?? '' }));
    const after = await verifyStudy(store, 'same');
    expect(after.problems.length).toBe(before.problems.length + 1);
  });

  it.each([
    [
      'an image that is missing',
      (lines: string[]) => lines.slice(0, -1),
      /predictions of theirs \(theirs\.csv\): repeat 0, fold \d: 1 of 35 images have no prediction/,
    ],
    [
      'an id that is unknown',
      (lines: string[]) => [...lines, lines.at(-1)?.replace(/^[^,]+/, 'other.jpg') ?? ''],
      /line 72: expected an image of the folds, got other/,
    ],
    [
      'probabilities that do not sum to 1',
      (lines: string[]) => lines.map((line) => line.replace('0.696', '0.5')),
      /line 2, columns .* expected probabilities that sum to 1, got 0\.8/,
    ],
    [
      'images of another fold',
      (lines: string[]) =>
        lines.map((line) => line.replace(/,([01]),/, (_, fold) => `,${1 - Number(fold)},`)),
      /is tested by fold \d, got a prediction by \d/,
    ],
    [
      'answers alone',
      () => [
        'image,predicted',
        ...plan.assignments.map(({ imageId, label }) => `${imageId},${label}`),
      ],
      /expected a column of probabilities for each class in theirs\.csv, got answers alone/,
    ],
  ])('is refused before anything is trained with %s', async (_, change, message) => {
    const predictions = await storeTable(change(tableOf().split('\n')).join('\n'));
    const arm = { name: 'theirs', ...predictions };
    await expect(assertForeignFit(store, [arm], plan)).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is refused by name where its table is not in the store', async () => {
    const arm = { name: 'theirs', file: 'theirs.csv', sha256: 'e'.repeat(64) };
    await expect(assertForeignFit(store, [arm], plan)).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      message: expect.stringContaining('predictions of theirs (theirs.csv): expected') as string,
    });
  });

  const stored = { file: 'theirs.csv', sha256: 'e'.repeat(64) };
  it.each<[string, Partial<StudySpecInput>, string]>([
    [
      'a path, which no server can read',
      { arms: { explicit: [{ name: 'theirs', predictions: 'theirs.csv' }] } },
      'arms.explicit[0].predictions: expected { file, sha256 } of a table that is in the store, got a path, theirs.csv',
    ],
    [
      'the name of a variant',
      { arms: { explicit: [{ name: 'full', predictions: stored }] } },
      'arms: expected different names, got "full" twice',
    ],
    [
      'settings, too',
      { arms: { explicit: [{ name: 'theirs', predictions: stored, overrides: { loss: {} } }] } },
      'expected no overrides of an arm with predictions',
    ],
    [
      'a vote in the ensemble',
      {
        arms: { explicit: [{ name: 'theirs', predictions: stored }] },
        sealedShare: 0.2,
        ensemble: { partners: ['theirs'] },
      },
      'ensemble.partners: expected one of [full], got "theirs"',
    ],
  ])('is refused with %s', (_, changes, message) => {
    const body = { name: 'study', dataset: 'drawn', ensemble: null, ...changes };
    expect(() => parseStudySpec(body, assertTrainable)).toThrow(message);
  });
});
