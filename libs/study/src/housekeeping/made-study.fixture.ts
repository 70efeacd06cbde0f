import {
  contentHash,
  firstColumns,
  firstScheme,
  listTrials,
  records,
  byteObjects,
  type FoldPlan,
  type Manifest,
  type Series,
  type Study,
  type StudySpecInput,
  type TrialCell,
  type TrialName,
} from '@crossfold/contracts';
import { mapBounded, planFolds } from '@crossfold/data';
import { assertTrainable, evaluate } from '@crossfold/model';
import {
  createRecord,
  readRecord,
  replaceRecord,
  updateRecord,
  type ObjectStore,
} from '@crossfold/storage';
import { compileStudy, parseStudySpec } from '../compile/compile-study.js';
import { applyReceipt, newStudyRecord } from '../progress/study-record.js';
import { listTrialEnds } from '../progress/trial-ends.js';
import { receiptOf, timingsUntil } from '../summary/receipt.fixture.js';
import { smallEnsemble, smallResults } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';

const folds = 2;
const writesInFlight = 16;
const submittedAt = '2026-01-01T00:00:00.000Z';

const manifest: Manifest = {
  schemaVersion: 2,
  ...firstScheme,
  columns: firstColumns,
  layout: 'folder',
  licence: '',
  source: '',
  images: Array.from({ length: 70 }, (_, i) => ({
    imageId: `image-${String(i).padStart(2, '0')}`,
    groupId: `lesion-${i}`,
    label: firstScheme.classes[i % 7] ?? 'nv',
    metadata: {},
    sha256: i.toString(16).padStart(64, '0'),
    sizeBytes: 100,
    widthPx: 64,
    heightPx: 48,
    maskSha256: null,
  })),
  problems: [],
};
const manifestSha256 = contentHash(manifest);
const plan: FoldPlan = planFolds(
  manifest,
  { protocol: 'grouped', folds, seed: 0, sealedShare: 0 },
  manifestSha256,
);

/** Of another study: it takes longer than all the rest. */
const anyReport = summariseStudy(smallResults(), submittedAt);

export interface MadeStudy {
  readonly studyId: string;
  /** Of each there are two cells. */
  readonly seeds: number;
  /** When its last trial ended. */
  readonly endedAt: string;
  /** Left out: it has a report. Else this many trials have no end. */
  readonly open?: number;
  readonly tags?: readonly string[];
  readonly reuse?: readonly string[];
  readonly series?: Series;
  /** Members of its ensemble, which has a result; left out: it asks for none. */
  readonly members?: readonly string[];
  /** The trial whose result a trial took; left out: each was trained. */
  readonly takenFrom?: (trialId: string) => TrialName | undefined;
  /** A checkpoint is left of each of the first so many trials. */
  readonly checkpoints?: number;
}

/** Ids of the trials of a made study, in the order of its cells. */
export function madeTrialIds(seeds: number): string[] {
  return Array.from({ length: seeds }, (_, seed) => [
    `full.f0.s${seed}`,
    `full.f1.s${seed}`,
  ]).flat();
}

/** The size of the weights of each trial in bytes. */
export const madeWeightsBytes = 256;

/**
 * Writes a study as one that was run would lie there: receipts with the objects that they name, ends in
 * short, a report. Its weights are no network's, and its report is another study's.
 */
export async function makeStudy(store: ObjectStore, made: MadeStudy): Promise<Study> {
  const { studyId, open = 0, tags = [], members } = made;
  await createRecord(store, records.manifest, { sha256: manifestSha256 }, manifest);
  await createRecord(store, records.foldPlan, { sha256: contentHash(plan) }, plan);
  const study = studyOf(made);
  const cells = listTrials(study).slice(open);
  const shared = await writeShared(store, studyId, cells);
  await mapBounded(cells, writesInFlight, (cell) =>
    writeTrial(store, study, { cell, made, shared }),
  );
  for (const { trialId } of cells.slice(0, made.checkpoints ?? 0)) {
    const at = { studyId, trialId, epoch: 1, step: 0, attempt: 1 };
    await store.put(byteObjects.checkpoint.key(at), Buffer.from(`checkpoint of ${trialId}`));
  }
  if (members) await writeEnsemble(store, studyId, members);
  if (tags.length > 0) {
    const notes = { schemaVersion: 1 as const, studyId, text: '', tags: [...tags], owner: null };
    await updateRecord(store, records.notes, { studyId }, () => ({
      ...notes,
      updatedAt: submittedAt,
    }));
  }
  if (open === 0) await writeReport(store, study, made);
  await createRecord(store, records.study, { studyId }, study);
  return study;
}

function studyOf({ studyId, seeds, reuse, series, members }: MadeStudy): Study {
  const body: StudySpecInput = {
    name: studyId,
    dataset: 'drawn',
    folds,
    sealedShare: 0,
    ensemble: null,
    baseline: { model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [] } },
  };
  const compiled = compileStudy(parseStudySpec(body, assertTrainable, Infinity), body, {
    studyId,
    submittedAt,
    foldPlan: plan,
    dataset: { name: 'drawn', manifestSha256 },
  });
  const { studyId: _, members: __, ...ensemble } = smallEnsemble();
  const { variant, partners, testTimeAugmentation, views, combination, selection } = ensemble;
  return {
    ...compiled,
    // More than a study file may name.
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    ...(reuse && { reuse: [...reuse] }),
    ...(series && { series }),
    ensemble: members
      ? { variant, partners, testTimeAugmentation, views, combination, selection }
      : null,
  };
}

/** What all trials of a study name: equal results have equal bytes. */
async function writeShared(store: ObjectStore, studyId: string, [first]: readonly TrialCell[]) {
  if (!first) throw new Error(`no ended trial in ${studyId}`);
  const tested = plan.assignments.filter((row) => row.fold === 0);
  const labels = tested.map(({ label }) => firstScheme.classes.indexOf(label));
  const predictions = {
    schemaVersion: 1 as const,
    classes: firstScheme.classes,
    labels,
    imageIds: tested.map(({ imageId }) => imageId),
    probabilities: labels.map((label) =>
      firstScheme.classes.map((_, c) => (c === label ? 0.4 : 0.1)),
    ),
  };
  const epoch = { epoch: 1, stage: 'all', learningRate: 0.1, trainLoss: 1, trainAccuracy: 0.5 };
  const validated = { validationLoss: 1, validationAccuracy: 0.5, validationBalancedAccuracy: 0.5 };
  const history = { schemaVersion: 1 as const, epochs: [{ ...epoch, ...validated }] };
  const at = { studyId, trialId: first.trialId, attempt: 1 };
  const named = await replaceRecord(store, records.predictions, at, predictions);
  const told = await replaceRecord(store, records.history, at, history);
  return {
    inner: predictions,
    results: {
      predictions: { key: records.predictions.key(at), sha256: named.sha256 },
      history: { key: records.history.key(at), sha256: told.sha256 },
      evaluation: evaluate(predictions, firstScheme.positive),
      images: { train: 30, validation: 5, test: tested.length },
    },
  };
}

async function writeTrial(
  store: ObjectStore,
  study: Study,
  told: {
    readonly cell: TrialCell;
    readonly made: MadeStudy;
    readonly shared: Awaited<ReturnType<typeof writeShared>>;
  },
): Promise<void> {
  const { cell, made, shared } = told;
  const { studyId } = study;
  const { trialId, variant, repeat, fold, seed } = cell;
  const at = { studyId, trialId, attempt: 1 };
  const taken = { schemaVersion: 1 as const, ...at, worker: 'w', startedAt: submittedAt };
  await createRecord(store, records.attempt, at, taken);
  const weightsKey = byteObjects.weights.key(at);
  const weights = await store.put(weightsKey, Buffer.alloc(madeWeightsBytes, trialId));
  const inner = await replaceRecord(store, records.innerPredictions, at, {
    ...shared.inner,
    schemaVersion: 2,
    part: 'innerValidation',
    repeat,
    fold,
  });
  const takenFrom = made.takenFrom?.(trialId);
  const receipt = receiptOf({
    ...at,
    variant,
    repeat,
    fold,
    seed,
    configSha256: study.variants[0]?.configSha256 ?? '',
    manifestSha256,
    foldPlanSha256: contentHash(plan),
    ...shared.results,
    weights: { key: weightsKey, sha256: weights.sha256 },
    innerPredictions: { key: records.innerPredictions.key(at), sha256: inner.sha256 },
    ...(takenFrom && { takenFrom }),
    timings: timingsUntil(made.endedAt),
  });
  await createRecord(store, records.receipt, { studyId, trialId }, receipt);
}

async function writeEnsemble(
  store: ObjectStore,
  studyId: string,
  members: readonly string[],
): Promise<void> {
  const key = records.ensemblePredictions.key({ studyId });
  const { sha256 } = await store.put(key, Buffer.from('{}'));
  for (const trialId of members) {
    const said = byteObjects.sealedPredictions.key({ studyId, trialId });
    await store.put(said, Buffer.from(`said by ${trialId}`));
  }
  const result = smallEnsemble({ studyId, members: [...members], predictions: { key, sha256 } });
  await createRecord(store, records.ensemble, { studyId }, result);
}

async function writeReport(
  store: ObjectStore,
  study: Study,
  { endedAt }: MadeStudy,
): Promise<void> {
  const { studyId, name } = study;
  let record = newStudyRecord(study);
  for (const { trialId } of listTrials(study)) {
    const at = { studyId, trialId };
    record = applyReceipt(record, await readRecord(store, records.receipt, at));
  }
  await createRecord(store, records.trialEnds, { studyId, edition: 1 }, listTrialEnds(record, 1));
  const report = { ...(await anyReport), studyId, name, writtenAt: endedAt };
  await updateRecord(store, records.report, { studyId }, () => report);
}
