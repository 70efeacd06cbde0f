import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { listTrials } from '@crossfold/contracts';
import { readPredictions } from '@crossfold/data';
import { createFileStore } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyOf, writeResult, writeStudy } from '../progress/stored-study.fixture.js';
import { createStoreReader } from '../reader/store-reader.js';
import { tableRows } from '../tables/table-rows.js';
import { compareForeign, foreignDocument } from './compare-foreign.js';

const never = new AbortController().signal;
const dir = mkdtempSync(join(tmpdir(), 'crossfold-foreign-'));
const store = createFileStore({ kind: 'file', dir });
const reader = createStoreReader(store);

beforeAll(async () => {
  const study = studyOf('own', { seeds: [1, 2] });
  await writeStudy(store, study);
  for (const { trialId } of listTrials(study)) await writeResult(store, study, trialId);
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

/** Images of the study with the label, the fold and the answer of its own models. */
async function ownRows() {
  const rows = [];
  const body = await reader.table('own', 'predictions', 'jsonl', never);
  for await (const row of tableRows(body)) if (row['seed'] === 1) rows.push(row);
  return rows.map((row) => [row['image'], row['fold'], row['label'], row['predicted']].map(String));
}

const compare = (lines: readonly string[], header = 'image,fold,predicted') =>
  compareForeign(reader, 'own', {
    signal: never,
    read: (classes) => readPredictions([header, ...lines].join('\n'), { file: 'p.csv', classes }),
  });

describe('a foreign model under the folds of a study', () => {
  it('is no better than a variant that answers the same', async () => {
    const rows = await ownRows();
    const { comparisons } = await compare(
      rows.map(([id, fold, , answer]) => `${id}.jpg,${fold},${answer}`),
    );
    expect(comparisons).toMatchObject([
      { variant: 'full', folds: 2, difference: 0, verdict: 'equal' },
    ]);
  });

  it('has the balanced accuracy of its own answers in each fold, beside that of the variant', async () => {
    const cells = await text(await reader.table('own', 'cells', 'csv', never));
    expect(cells).toContain('balanced_accuracy');
    const rows = await ownRows();
    const perfect = ['7', '8'].flatMap((seed) =>
      rows.map(([id, fold, label]) => `${id},${fold},${label},${seed}`),
    );
    const result = await compare(perfect, 'image,fold,predicted,seed');
    const [one] = result.comparisons;
    expect(result.seeds).toBe(2);
    expect(one?.foreign).toBe(1);
    expect(one?.difference).toBeCloseTo(1 - (one?.own ?? NaN), 12);
    expect(one?.interval?.[0]).toBeLessThanOrEqual(one?.difference ?? NaN);
    const [block] = foreignDocument('other', result).blocks;
    expect(block).toMatchObject({
      kind: 'table',
      rows: [
        [
          'full',
          2,
          1,
          expect.any(Number),
          expect.anything(),
          expect.any(Number),
          expect.any(Number),
          expect.any(String),
        ],
      ],
    });
  });

  it.each([
    [
      'an image that is missing',
      (lines: string[]) => lines.slice(1),
      /fold \d: 1 of 35 images have no prediction/,
    ],
    [
      'an image twice',
      (lines: string[]) => [...lines, lines[0] ?? ''],
      /line 72: .* is predicted twice/,
    ],
    [
      'a strange image',
      (lines: string[]) => [...lines, 'strange,0,nv'],
      /line 72: expected an image of the folds, got strange/,
    ],
    [
      'another fold',
      ([first = '', ...rest]: string[]) => [first.replace(/,\d,/, ',5,'), ...rest],
      /line 2: .* is tested by fold \d, got a prediction by 5/,
    ],
  ])('is refused with %s', async (_, spoil, message) => {
    const lines = (await ownRows()).map(([id, fold, label]) => `${id},${fold},${label}`);
    await expect(compare(spoil(lines))).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      problems: expect.arrayContaining([expect.stringMatching(message)]),
    });
  });
});
