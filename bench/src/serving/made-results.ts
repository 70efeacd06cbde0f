import {
  contentHash,
  firstScheme,
  listTrials,
  records,
  type FoldPlan,
  type Receipt,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { evaluate } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import { createRecord, readRecord, replaceRecord, type ObjectStore } from '@crossfold/storage';

const epochs = 10;
/** Different results of a fold: trials beyond them share what an earlier one said. */
const varieties = 8;
const writesInFlight = 16;
const sha256 = '0'.repeat(64);

type Outcome = Pick<Receipt, 'predictions' | 'history' | 'evaluation' | 'images'>;

/**
 * Writes what trials leave that were trained, without training them: receipts, with predictions and
 * histories that several of them share.
 *
 * @param hasEnded whether a trial is over, by its place in the study
 */
export async function writeResults(
  store: ObjectStore,
  studyId: string,
  hasEnded: (place: number) => boolean,
): Promise<void> {
  const study = await readRecord(store, records.study, { studyId });
  const plan = await readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 });
  const outcomes = new Map<string, Promise<Outcome>>();
  const cells = listTrials(study).filter((_, place) => hasEnded(place));
  await mapBounded(cells, writesInFlight, async (cell) => {
    const variant = study.variants.findIndex(({ name }) => name === cell.variant);
    const variety = (3 * variant + cell.seed) % varieties;
    const name = `${cell.fold} ${variety}`;
    const outcome = outcomes.get(name) ?? writeOutcome(store, study, { plan, cell, variety });
    outcomes.set(name, outcome);
    const at = { studyId, trialId: cell.trialId };
    await createRecord(store, records.receipt, at, receiptOf(study, plan, cell, await outcome));
  });
}

async function writeOutcome(
  store: ObjectStore,
  { studyId }: Study,
  told: { readonly plan: FoldPlan; readonly cell: TrialCell; readonly variety: number },
): Promise<Outcome> {
  const { plan, cell, variety } = told;
  const { trialId, fold } = cell;
  const random = randomStream('made results', fold, variety);
  const tested = plan.assignments.filter((row) => row.fold === fold);
  const trained = plan.assignments.filter((row) => row.fold !== fold && row.fold !== 'sealed');
  const labels = tested.map(({ label }) => firstScheme.classes.indexOf(label));
  const predictions = {
    schemaVersion: 1 as const,
    classes: firstScheme.classes,
    labels,
    imageIds: tested.map(({ imageId }) => imageId),
    probabilities: labels.map((label) => {
      const weights = firstScheme.classes.map((_, c) =>
        Math.exp(random.normal() + (c === label ? 1 + variety / 4 : 0)),
      );
      const sum = weights.reduce((all, weight) => all + weight, 0);
      return weights.map((weight) => weight / sum);
    }),
  };
  const history = {
    schemaVersion: 1 as const,
    epochs: Array.from({ length: epochs }, (_, e) => ({
      epoch: e + 1,
      stage: 'all',
      learningRate: 0.003,
      trainLoss: 2 / (e + 2) + 0.1 * random.uniform(),
      trainAccuracy: 1 - 1 / (e + 2),
      validationLoss: 2 / (e + 2) + 0.2 * random.uniform(),
      validationAccuracy: 0.8 - 0.8 / (e + 2),
      validationBalancedAccuracy: 0.7 - 0.7 / (e + 2) + 0.1 * random.uniform(),
    })),
  };
  const at = { studyId, trialId, attempt: 1 };
  const stored = {
    predictions: await replaceRecord(store, records.predictions, at, predictions),
    history: await replaceRecord(store, records.history, at, history),
  };
  return {
    predictions: { key: records.predictions.key(at), sha256: stored.predictions.sha256 },
    history: { key: records.history.key(at), sha256: stored.history.sha256 },
    evaluation: evaluate(predictions, firstScheme.positive),
    images: { train: trained.length, validation: 0, test: tested.length },
  };
}

function receiptOf(study: Study, plan: FoldPlan, cell: TrialCell, outcome: Outcome): Receipt {
  const { trialId, variant, repeat, fold, seed } = cell;
  return {
    schemaVersion: 3,
    studyId: study.studyId,
    trialId,
    variant,
    repeat,
    fold,
    seed,
    attempt: 1,
    configSha256: sha256,
    manifestSha256: study.dataset.manifestSha256,
    foldPlanSha256: contentHash(plan),
    ...outcome,
    weights: { key: 'none', sha256 },
    initialWeights: 'random',
    bestEpoch: epochs,
    epochs,
    calibration: null,
    environment: {
      crossfold: '0',
      gitCommit: null,
      node: '0',
      tfjs: '0',
      tensorflow: '0',
      device: 'cpu',
      precision: 'float32',
      deterministic: false,
      host: 'none',
      worker: 'none',
    },
    timings: {
      startedAt: study.submittedAt,
      finishedAt: new Date(Date.parse(study.submittedAt) + 30_000).toISOString(),
      inputSeconds: 1,
      trainSeconds: 25,
      validationSeconds: 2,
      predictionSeconds: 2,
    },
  };
}
