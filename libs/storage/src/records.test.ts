import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  currentVersion,
  desiredStateFor,
  firstScheme,
  listTrials,
  parseDocument,
  placeOfStored,
  readableVersions,
  records,
  variantOfTrial,
  type DocumentSchema,
  type RecordKind,
  type Study,
} from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFileStore } from './file-store.js';
import type { ObjectStore } from './object-store.js';
import {
  createRecord,
  listRecords,
  readBoundedRecord,
  readBoundedRecordIfThere,
  readRecord,
  readRecordIfThere,
  replaceRecord,
  updateRecord,
} from './records.js';
import { readUnlessUnreadable } from './unreadable.js';

type Kind = RecordKind<Readonly<Record<string, string | number>>, DocumentSchema>;
type Name = keyof typeof records;
const kinds = Object.entries(records) as unknown as [Name, Kind][];

const at = {
  name: 'n',
  sha256: 'a'.repeat(64),
  partSha256: 'b'.repeat(64),
  studyId: 's-1',
  trialId: 'full.f0.s1',
  crossEvaluationId: 'c',
  number: 1,
  attempt: 1,
  edition: 1,
  tokenId: 't',
};

const transfer = {
  classes: ['nv'],
  scores: {
    accuracy: 1,
    balancedAccuracy: 1,
    macroPrecision: 1,
    macroF1: 1,
    macroRocAuc: 1,
    ece: 0,
  },
  intervals: { accuracy: [1, 1], balancedAccuracy: [1, 1], macroF1: [1, 1] },
  perClass: [],
  confusionMatrix: [],
  members: { mean: 1, sd: null },
};

const commonScores = {
  balancedAccuracy: 0.5,
  macroF1: 0.5,
  accuracy: 0.5,
  macroRocAuc: 0.5,
  macroPrecision: 0.5,
  macroRecall: 0.5,
  top2: 1,
  top3: 1,
  ece: 0,
  macroAveragePrecision: 0.5,
  mcc: 0,
  kappa: 0,
  nll: 1,
  brier: 1,
};
/** Under the names that the positive group's had, without those that came later. */
const scores = { ...commonScores, malignantRocAuc: 0.75, malignantSensitivity: null };
const scoresOfToday = {
  ...commonScores,
  positiveRocAuc: 0.75,
  positiveSensitivity: null,
  positiveRecall: null,
  positiveSpecificity: null,
};
const evaluation = { images: 1, scores, perClass: [], confusionMatrix: [], reliability: [] };
const storedObject = { key: 'k', sha256: 'c'.repeat(64) };

const ensemble = {
  schemaVersion: 1,
  studyId: 's-1',
  variant: 'full',
  testTimeAugmentation: 'none',
  members: ['full.f0.s1'],
  missing: [],
  predictions: storedObject,
  evaluation,
  scoredAt: '2026-11-23T00:00:00.000Z',
};

const receipt = {
  schemaVersion: 1,
  studyId: 's-1',
  trialId: 'full.f0.s1',
  variant: 'full',
  fold: 0,
  seed: 1,
  attempt: 1,
  configSha256: 'a'.repeat(64),
  manifestSha256: 'a'.repeat(64),
  foldPlanSha256: 'a'.repeat(64),
  predictions: storedObject,
  history: storedObject,
  weights: storedObject,
  initialWeights: 'random',
  images: { train: 1, validation: 1, test: 1 },
  bestEpoch: 1,
  epochs: 1,
  evaluation,
  environment: {
    crossfold: '0',
    gitCommit: null,
    node: '0',
    tfjs: '0',
    tensorflow: '0',
    device: 'cpu',
    precision: 'float32',
    deterministic: false,
    host: 'h',
    worker: 'w',
  },
  timings: {
    startedAt: '2026-11-23T00:00:00.000Z',
    finishedAt: '2026-11-23T00:00:00.000Z',
    inputSeconds: 0,
    trainSeconds: 0,
    validationSeconds: 0,
    predictionSeconds: 0,
  },
};

const trialEnd = {
  trialId: 'full.f0.s1',
  state: 'succeeded',
  attempt: 1,
  worker: 'w',
  epochs: 1,
  scores,
  seconds: 1,
  takenFrom: null,
  error: null,
  failure: null,
};

const variantOfReport = {
  name: 'full',
  title: 'full',
  role: 'baseline',
  removedComponent: null,
  cells: { succeeded: 2, failed: 0, cancelled: 0 },
  pooled: evaluation,
  intervals: null,
  overCells: { mean: scores, sd: { malignantRocAuc: 0.1, nll: 2 } },
  comparison: null,
};

const report = {
  schemaVersion: 1,
  studyId: 's-1',
  name: 'n',
  state: 'failed',
  writtenAt: '2026-11-23T00:00:00.000Z',
  dataset: { name: 'n', manifestSha256: 'a'.repeat(64) },
  foldPlan: {
    sha256: 'b'.repeat(64),
    options: { protocol: 'grouped', folds: 2, seed: 0, testShare: 0.2 },
    leak: { leakedImages: 0, poolImages: 1 },
  },
  classSizes: [{ name: 'nv', pool: { images: 2, lesions: 1 }, sealed: null }],
  seeds: [1],
  caveats: [{ kind: 'fewLesions', subject: 'folds', text: 'few' }],
  notes: [],
  trivial: { class: 'nv', accuracy: 1, balancedAccuracy: 1, macroF1: 1 },
  variants: [variantOfReport],
  ensemble,
  ensembleMissing: null,
  failures: [],
};

const reportOfVersion2 = {
  ...report,
  schemaVersion: 2,
  classSizes: [{ name: 'nv', pool: { images: 2, groups: 1 }, sealed: null }],
  caveats: [],
};

const foldPlan = {
  schemaVersion: 1,
  manifestSha256: null,
  options: { protocol: 'grouped', folds: 2, seed: 0, testShare: 0.2 },
  leak: { leakedImages: 0, poolImages: 1 },
  assignments: [
    { imageId: 'i', lesionId: 'l', dx: 'nv', fold: 0 },
    { imageId: 'j', lesionId: 'm', dx: 'nv', fold: 'test' },
  ],
};

const optionsOfToday = { protocol: 'grouped', folds: 2, seed: 0, sealedShare: 0.2 };

const study = {
  schemaVersion: 1,
  studyId: 's-1',
  name: 'n',
  submittedAt: '2026-11-23T00:00:00.000Z',
  dataset: { name: 'n', manifestSha256: 'a'.repeat(64) },
  foldPlan: { sha256: 'b'.repeat(64), options: foldPlan.options, leak: foldPlan.leak },
  seeds: [1],
  variants: [
    {
      name: 'full',
      role: 'baseline',
      removedComponent: null,
      config: {},
      configSha256: 'a'.repeat(64),
    },
  ],
  ensemble: null,
  spec: { name: 'n', dataset: 'n', folds: 2, testShare: 0.2 },
};

/** Without ensembles out of fold; of its scores nothing has to be renamed. */
const reportOfVersion3 = {
  ...reportOfVersion2,
  schemaVersion: 3,
  variants: [],
  ensemble: null,
};

const ensembleOfVersion2 = {
  ...ensemble,
  schemaVersion: 2,
  evaluation: { ...evaluation, scores: scoresOfToday },
};

const openingOfVersion1 = {
  schemaVersion: 1,
  partSha256: 'b'.repeat(64),
  images: 1,
  openedAt: '2026-11-23T00:00:00.000Z',
  studyId: 's-1',
  number: 1,
  worker: 'w',
  host: 'h',
  variant: 'full',
  members: ['full.f0.s1'],
};

/** Its ensemble and openings know no sets of views. */
const reportOfVersion5 = {
  ...reportOfVersion3,
  schemaVersion: 5,
  foldPlan: { ...report.foldPlan, options: optionsOfToday },
  ensemble: ensembleOfVersion2,
  sealedOpenings: [openingOfVersion1],
};

const overlap = {
  images: 1,
  energyInside: 0.5,
  interval: [0.4, 0.6],
  lesionShare: 0.2,
  pointingGame: 1,
  iou: 0.5,
  backgroundQuotient: null,
};

const reports = {
  1: report,
  2: reportOfVersion2,
  3: reportOfVersion3,
  4: { ...reportOfVersion3, schemaVersion: 4 },
  5: reportOfVersion5,
};

/** One document of each version that is no longer written, by kind and version. */
const earlier: Partial<Record<Name, Readonly<Record<number, object>>>> = {
  dataset: {
    0: {
      name: 'n',
      manifestSha256: 'a'.repeat(64),
      images: 3,
      lesions: 2,
      addedAt: '2026-11-23T00:00:00.000Z',
      previous: [],
    },
    1: {
      schemaVersion: 1,
      name: 'n',
      manifestSha256: 'a'.repeat(64),
      images: 3,
      lesions: 2,
      addedAt: '2026-11-23T00:00:00.000Z',
      previous: [],
    },
  },
  manifest: {
    1: {
      schemaVersion: 1,
      classes: ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'],
      layout: 'folder',
      licence: 'CC0-1.0',
      source: 'drawn',
      images: [
        {
          imageId: 'i',
          lesionId: 'l',
          dx: 'nv',
          dxType: 'histo',
          ageYears: 40,
          sex: null,
          localization: 'back',
          sha256: 'c'.repeat(64),
          sizeBytes: 9,
          widthPx: 8,
          heightPx: 8,
          maskSha256: null,
        },
      ],
      problems: [{ kind: 'missing-lesion', imageId: 'i', detail: 'none', decision: 'kept' }],
    },
  },
  foldPlan: {
    1: foldPlan,
    2: {
      ...foldPlan,
      schemaVersion: 2,
      ...firstScheme,
      assignments: [
        { imageId: 'i', groupId: 'l', label: 'nv', fold: 0 },
        { imageId: 'j', groupId: 'm', label: 'nv', fold: 'test' },
      ],
    },
  },
  study: {
    1: study,
    2: { ...study, schemaVersion: 2, foldPlan: { ...study.foldPlan, options: optionsOfToday } },
    3: { ...study, schemaVersion: 3, foldPlan: { ...study.foldPlan, options: optionsOfToday } },
  },
  innerPredictions: {
    1: {
      schemaVersion: 1,
      classes: ['nv'],
      imageIds: ['i'],
      labels: [0],
      probabilities: [[1]],
      part: 'innerValidation',
      fold: 3,
    },
  },
  crossEvaluation: {
    1: {
      schemaVersion: 1,
      studyId: 's-1',
      crossEvaluationId: 'c',
      variant: 'full',
      testTimeAugmentation: 'none',
      source: { name: 'n', manifestSha256: 'a'.repeat(64) },
      target: { name: 'other', manifestSha256: 'b'.repeat(64) },
      requestedAt: '2026-11-23T00:00:00.000Z',
      members: ['full.f0.s1'],
      missing: [],
      images: 3,
      groups: 3,
      dropped: [{ reason: 'trained-lesion', images: 1 }],
      unknownClassImages: 0,
      accuracyWithUnknown: 1,
      open: transfer,
      closed: transfer,
      predictions: { key: 'k', sha256: 'c'.repeat(64) },
      scoredAt: '2026-11-23T00:00:00.000Z',
    },
  },
  receipt: {
    1: receipt,
    2: { ...receipt, schemaVersion: 2, evaluation: { ...evaluation, scores: scoresOfToday } },
  },
  trialEnds: {
    1: {
      schemaVersion: 1,
      studyId: 's-1',
      edition: 1,
      ends: [trialEnd, { ...trialEnd, trialId: 'full.f1.s1', state: 'failed', scores: null }],
    },
    2: {
      schemaVersion: 2,
      studyId: 's-1',
      edition: 1,
      ends: [{ ...trialEnd, scores: scoresOfToday }],
    },
  },
  ensemble: { 1: ensemble, 2: ensembleOfVersion2 },
  sealedOpening: { 1: openingOfVersion1 },
  report: reports,
  earlierReport: reports,
  explanation: {
    1: {
      schemaVersion: 1,
      studyId: 's-1',
      number: 1,
      requestedAt: '2026-11-23T00:00:00.000Z',
      options: { variant: 'full', layer: 'stem', seed: 1 },
      mapSize: [2, 2],
      members: ['full.f0.s1'],
      missing: [],
      images: 1,
      imagesWithMask: 1,
      emptyMaps: 0,
      classes: [
        {
          class: 'nv',
          all: overlap,
          right: overlap,
          wrong: null,
          comparison: null,
          isFlagged: false,
        },
      ],
      whole: { images: 1, energyInside: 0.5, lesionShare: 0.2, liftInterval: [0.1, 0.4] },
      findings: [],
      occlusion: null,
      pictures: [
        {
          key: 'k',
          sha256: 'c'.repeat(64),
          imageId: 'i',
          trialId: 'full.f0.s1',
          trueClass: 'nv',
          predictedClass: 'nv',
          probability: 1,
          energyInside: 0.5,
          lesionShare: 0.2,
          occlusionCorrelation: null,
        },
      ],
      writtenAt: '2026-11-23T00:00:00.000Z',
    },
  },
  control: {
    1: {
      schemaVersion: 1,
      studyId: 's-1',
      revision: 3,
      wish: 'pause',
      priority: 0,
      edition: 1,
      sinceEdition: 1,
      trials: { 'full.f0.s1': { wish: 'cancel', priority: null, sinceEdition: 1 } },
    },
  },
};

describe('stored documents', () => {
  let folder: string;
  let store: ObjectStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-records-'));
    store = createFileStore({ kind: 'file', dir: folder });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(kinds)('%s of a later version is refused by name, listed and kept', async (_, kind) => {
    const key = kind.key(at);
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 999, of: 'a later crossfold' }));
    await store.put(key, bytes);
    const refusal = {
      code: 'SCHEMA_VERSION_UNKNOWN',
      message: `expected schemaVersion ${readableVersions(kind).join(' or ')} in ${key}, got 999: written by a newer crossfold`,
    };
    await expect(readRecord(store, kind, at)).rejects.toMatchObject(refusal);
    await expect(readBoundedRecord(store, kind, at)).rejects.toMatchObject(refusal);
    const change = updateRecord(store, kind as Kind & { write: 'update' }, at, () => {
      throw new Error('must not be asked');
    });
    await expect(change).rejects.toMatchObject(refusal);
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await readUnlessUnreadable(store, kind, at)).toBeNull();
    expect(told.mock.calls).toEqual([[`passed over: ${refusal.message}\n`]]);
    told.mockRestore();
    const listed: string[] = [];
    for await (const found of listRecords(store, kind, {})) listed.push(found.key);
    expect(listed).toEqual([key]);
    expect(Buffer.from((await store.get(key)).bytes)).toEqual(bytes);
  });

  const versions = kinds.flatMap(([name, kind]) =>
    readableVersions(kind).flatMap((version) =>
      version === currentVersion(kind) ? [] : [[name, version, kind] as const],
    ),
  );
  it.each(versions)('%s of version %i is read', async (name, version, kind) => {
    const document = earlier[name]?.[version];
    expect(document, 'a document of this version, in the table of this test').toBeDefined();
    await store.put(kind.key(at), Buffer.from(JSON.stringify(document)));
    expect(await readRecord(store, kind, at)).toMatchObject({
      schemaVersion: currentVersion(kind),
    });
  });

  /** A document of {@link earlier} as it is read today. */
  function readEarlier(name: Name, version: number): unknown {
    return parseDocument(records[name] as unknown as Kind, earlier[name]?.[version], name);
  }

  it('have their scores under the names of today, and null for those that came later', () => {
    const evaluated = { evaluation: { ...evaluation, scores: scoresOfToday } };
    expect(readEarlier('receipt', 1)).toMatchObject(evaluated);
    expect(readEarlier('ensemble', 1)).toMatchObject(evaluated);
    expect(readEarlier('trialEnds', 1)).toMatchObject({
      ends: [{ scores: scoresOfToday }, { scores: null }],
    });
    for (const version of [1, 2]) {
      expect(readEarlier('report', version)).toMatchObject({
        variants: [
          {
            pooled: { scores: scoresOfToday },
            overCells: { mean: scoresOfToday, sd: { positiveRocAuc: 0.1, nll: 2 } },
          },
        ],
        ensemble: { ...evaluated, schemaVersion: currentVersion(records.ensemble) },
      });
    }
  });

  it('may lack scores that came after them, whatever their version', () => {
    const { positiveRecall: _, ...before } = scoresOfToday;
    const receipt = readEarlier('receipt', 1) as { evaluation: object };
    const stored = { ...receipt, evaluation: { ...receipt.evaluation, scores: before } };
    expect(parseDocument(records.receipt, stored, 'receipt').evaluation.scores).toEqual(
      scoresOfToday,
    );
  });

  it('call what is sealed so, which was the test part', () => {
    const options = optionsOfToday;
    for (const version of [1, 2]) {
      expect(readEarlier('foldPlan', version)).toMatchObject({
        options,
        assignments: [{ fold: 0 }, { fold: 'sealed' }],
      });
    }
    expect(readEarlier('study', 1)).toMatchObject({
      foldPlan: { options },
      spec: { name: 'n', dataset: 'n', folds: 2, sealedShare: 0.2 },
    });
    for (const version of [1, 2, 3, 4]) {
      expect(readEarlier('report', version)).toMatchObject({ foldPlan: { options } });
    }
  });

  it('count folds over all repeats where they did, and keep the ids of trials', () => {
    const counts = { folds: 2, repeats: 2 };
    for (const version of [1, 2]) {
      const read = readEarlier('receipt', version) as { repeat: null; fold: number };
      expect(read).toMatchObject({ repeat: null, fold: 0 });
      expect(placeOfStored(counts, { ...read, fold: 3 })).toEqual({ repeat: 1, fold: 1 });
    }
    const inner = readEarlier('innerPredictions', 1) as { repeat: null; fold: number };
    expect(placeOfStored(counts, inner)).toEqual({ repeat: 1, fold: 1 });
    expect(placeOfStored(counts, { repeat: 1, fold: 0 })).toEqual({ repeat: 1, fold: 0 });

    const once = readEarlier('study', 2) as Study;
    expect(once).not.toHaveProperty('trialIds');
    expect(listTrials(once).map(({ trialId }) => trialId)).toEqual(['full.f0.s1', 'full.f1.s1']);
    const options = { ...optionsOfToday, ...counts };
    const stored = { ...study, schemaVersion: 2, foldPlan: { ...study.foldPlan, options } };
    const twice = parseDocument(records.study, stored, 'study');
    expect(listTrials(twice)).toMatchObject([
      { trialId: 'full.f0.s1', repeat: 0, fold: 0 },
      { trialId: 'full.f1.s1', repeat: 0, fold: 1 },
      { trialId: 'full.f2.s1', repeat: 1, fold: 0 },
      { trialId: 'full.f3.s1', repeat: 1, fold: 1 },
    ]);
    const { trialIds, ...compiledToday } = twice;
    expect(trialIds).toBe('split');
    const ids = listTrials(compiledToday).map(({ trialId }) => trialId);
    expect(ids).toEqual(['full.r0.f0.s1', 'full.r0.f1.s1', 'full.r1.f0.s1', 'full.r1.f1.s1']);
    expect(ids.map(variantOfTrial)).toEqual(['full', 'full', 'full', 'full']);
  });

  it('keep what was wanted when the wish became the desired state', async () => {
    await store.put(records.control.key(at), Buffer.from(JSON.stringify(earlier.control?.[1])));
    const control = await readRecord(store, records.control, at);
    expect(control.desired).toBe('pause');
    expect(desiredStateFor(control, 'full.f0.s1')).toBe('cancel');
    expect(desiredStateFor(control, 'full.f1.s1')).toBe('pause');
    const next = await updateRecord(store, records.control, at, (current) => ({
      ...(current ?? control),
      desired: 'run' as const,
    }));
    expect(next).toEqual({ ...control, desired: 'run' });
    expect(
      JSON.parse(Buffer.from((await store.get(records.control.key(at))).bytes).toString()),
    ).toEqual(next);
  });

  it('are written as their row says, or the program does not compile', () => {
    type Arguments = [ObjectStore, never, never];
    const wrong = (...[to, place, value]: Arguments) => [
      // @ts-expect-error a receipt is written once
      () => replaceRecord(to, records.receipt, place, value),
      // @ts-expect-error nor is it changed
      () => updateRecord(to, records.receipt, place, () => value),
      // @ts-expect-error what is wanted of a study is changed, with a condition
      () => createRecord(to, records.control, place, value),
      // @ts-expect-error a receipt lies at a study and a trial
      () => readRecord(to, records.receipt, { studyId: 's' }),
    ];
    expect(wrong).toBeTypeOf('function');
  });

  it('that may not be there cost one request of the store', async () => {
    const head = vi.fn(store.head);
    const asked = { ...store, head };
    expect(await readRecordIfThere(asked, records.control, { studyId: 'none' })).toBeNull();
    expect(head).not.toHaveBeenCalled();
    expect(await readBoundedRecordIfThere(asked, records.control, { studyId: 'none' })).toBeNull();
    expect(head).not.toHaveBeenCalled();
  });

  it('are of a version that says its number', () => {
    expect(versions.map(([name]) => name)).toContain('dataset');
    for (const [name, kind] of kinds) expect(currentVersion(kind), name).toBeGreaterThan(0);
  });
});
