import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppError,
  contentHash,
  firstColumns,
  firstScheme,
  manifestSchema,
  records,
  studySpecSchema,
} from '@crossfold/contracts';
import { createFileStore, createRecord, updateRecord } from '@crossfold/storage';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { forecastFile } from './forecast-file.js';
import { StudyIndex } from '../progress/study-index.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-any-study-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(() => rm(dir, { recursive: true }));

const hash = (i: number) => i.toString(16).padStart(64, '0');
const images = Array.from({ length: 70 }, (_, i) => ({
  imageId: `image-${String(i).padStart(3, '0')}`,
  groupId: `lesion-${i}`,
  label: firstScheme.classes[i % 7] ?? ('nv' as const),
  metadata: {},
  sha256: hash(i),
  sizeBytes: 100,
  widthPx: 64,
  heightPx: 48,
  maskSha256: null,
}));

const studies = new StudyIndex();

beforeAll(async () => {
  const manifest = {
    schemaVersion: 2,
    ...firstScheme,
    columns: firstColumns,
    layout: 'folder',
    licence: '',
    source: '',
    images,
    problems: [],
  };
  const manifestSha256 = contentHash(manifestSchema.parse(manifest));
  await createRecord(store, records.manifest, { sha256: manifestSha256 }, manifest as never);
  await updateRecord(store, records.dataset, { name: 'drawn' }, () => ({
    schemaVersion: 2 as const,
    name: 'drawn',
    manifestSha256,
    images: 70,
    groups: 70,
    addedAt: '2026-11-23T00:00:00.000Z',
    previous: [],
  }));
});

/** @returns the status that the API would answer */
async function statusOf(body: unknown): Promise<number> {
  try {
    await forecastFile(store, studies, body);
    return 200;
  } catch (error) {
    // What is no AppError is a defect: its message tells fast-check's counterexample.
    if (!(error instanceof AppError)) throw error;
    return error.kind.httpStatus;
  }
}

/** Whole, so that a change of one place meets all the rules beside it. */
const whole: Record<string, unknown> = {
  name: 'study',
  dataset: 'drawn',
  folds: 2,
  repeats: 1,
  seeds: [1, 2],
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [4], weights: { from: 'random' } },
    loss: { name: 'focal', classWeights: 'balanced' },
    augmentation: { randAugment: { operations: 1 } },
    training: {
      batchSize: 8,
      earlyStopping: null,
      swa: { epochs: 1 },
      plateau: { factor: 0.5 },
      optimiser: { name: 'adamw' },
      schedule: { name: 'cosine' },
      stages: [{ name: 'all', trainable: { lastBlocks: 1 }, epochs: 3, learningRate: 0.1 }],
    },
  },
  arms: {
    leaveOneOut: ['fc'],
    addOneIn: ['dropout', 'focal'],
    fullFactorial: {
      factors: ['gap', { field: 'loss.gamma', values: [1], when: { 'loss.name': 'focal' } }],
    },
    grid: { 'training.stages[0].epochs': { values: [3, 4], when: { 'model.dropout': [0.5] } } },
    random: { count: 2, space: { 'model.dropout': { min: 0, max: 0.5 } } },
    explicit: [{ name: 'other', overrides: { model: { dropout: 0.1 } } }],
  },
  ensemble: { partners: ['other'], combination: 'greedy', selection: { rounds: 2 } },
  checkpoints: { every: ['1 epoch'], keep: 1 },
  reuse: [],
  onOutOfMemory: 'fail',
  skipAfterFailures: 3,
};

/** Keys of every part of a study file, so that what is drawn is often nearly right. */
const knownKeys = [...new Set(keysOf(z.toJSONSchema(studySpecSchema, { io: 'input' })))];

function keysOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, inner]) =>
    key === 'properties' ? [...Object.keys(inner as object), ...keysOf(inner)] : keysOf(inner),
  );
}

const words = [...knownKeys, 'study', 'full', 'other', 'random', 'file', '__proto__', 'tiny', ''];
const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...words),
    fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 2, 0.5, 1e9, 1e308, 2 ** 53),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

/** Every place of a value, outermost first. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, member]) => placesOf(member, [...path, key]));
  return [path, ...inner];
}

function replaceAt(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((entry: unknown, at) =>
      String(at) === key ? replaceAt(entry, rest, by) : entry,
    );
  }
  const fields = value as Record<string, unknown>;
  return { ...fields, [key]: replaceAt(fields[key], rest, by) };
}

it('a study file of which any two places say anything is taken or refused, and never a defect', async () => {
  expect(await statusOf(whole)).toBe(200);
  const place = fc.constantFrom(...placesOf(whole).filter((path) => path.length > 0));
  const change = fc.tuple(place, anyJson);
  await fc.assert(
    fc.asyncProperty(change, fc.option(change), async ([path, by], second) => {
      const once = replaceAt(whole, path, by);
      // The second place may be gone with the first.
      const reaches = second && placesOf(once).some((found) => found.join() === second[0].join());
      const status = await statusOf(reaches ? replaceAt(once, ...second) : once);
      expect([200, 400, 404, 422]).toContain(status);
    }),
    { numRuns: 1500 },
  );
});

it('a study file with stages of which any place says anything is taken or refused', async () => {
  const { arms, ...common } = whole;
  delete common['reuse'];
  const staged = {
    ...common,
    stages: [
      { name: 'a', arms: { grid: { 'model.dropout': [0.2, 0.3] } } },
      {
        name: 'b',
        baseline: { winnerOf: 'a', rule: { withinPoints: 1, smallest: 'parameters' } },
        arms,
      },
    ],
  };
  expect(await statusOf(staged)).toBe(200);
  const place = fc.constantFrom(...placesOf(staged).filter((path) => path.length > 0));
  await fc.assert(
    fc.asyncProperty(place, anyJson, async (path, by) => {
      expect([200, 400, 404, 422]).toContain(await statusOf(replaceAt(staged, path, by)));
    }),
    { numRuns: 300 },
  );
});

it('any JSON is taken for a study file or refused, and never a defect', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyJson, fc.jsonValue()), async (body) => {
      expect([200, 400, 404, 422]).toContain(await statusOf(body));
    }),
    { numRuns: 500 },
  );
});
