import {
  contentHash,
  firstScheme,
  listTrials,
  newControl,
  studySchema,
  type EnsembleResult,
  type Failure,
  type FoldPlan,
  type Predictions,
  type Receipt,
} from '@crossfold/contracts';
import { assertTrainable, calibrate, evaluate, groupIntervals } from '@crossfold/model';
import { compileStudy, parseStudySpec } from '../compile/compile-study.js';
import type { CellResult, StudyResults } from './study-results.js';

/** A study of 2 variants, 2 folds and 2 seeds whose 140 images have 2 a lesion; two more are sealed of each class. */
export const writtenAt = '2026-11-23T00:00:00.000Z';
const folds = 2;

const images = Array.from({ length: 154 }, (_, i) => ({
  imageId: `image-${String(i).padStart(3, '0')}`,
  groupId: `lesion-${Math.floor(i / 14)}-${i % 7}`,
  label: firstScheme.classes[i % 7] ?? 'nv',
  fold: i < 140 ? Math.floor(i / 14) % folds : ('sealed' as const),
}));

const foldPlan: FoldPlan = {
  schemaVersion: 3,
  ...firstScheme,
  manifestSha256: null,
  options: { protocol: 'grouped', folds, seed: 0, sealedShare: 0.15 },
  leak: { leakedImages: 0, poolImages: 140 },
  assignments: images,
};

const spec = {
  name: 'study',
  dataset: 'drawn',
  folds,
  seeds: [1, 2],
  sealedShare: 0.15,
  arms: { leaveOneOut: ['focal'] },
  calibration: 'temperature',
};

const study = studySchema.parse(
  compileStudy(parseStudySpec(spec, assertTrainable), spec, {
    studyId: 'study-1',
    submittedAt: writtenAt,
    foldPlan,
    dataset: {
      name: 'drawn',
      manifestSha256: '0'.repeat(64),
    },
  }),
);

/** What of a cell is not as usual. */
export interface Oddity {
  /** Every image gets this class. */
  readonly answer?: number;
  /** Confidence in an answer that is right in four of five. */
  readonly confidence?: number;
  readonly failure?: Failure['code'];
}

type OddityOf = (cell: CellResult['cell']) => Oddity | undefined;

/** Results of the study in which some cells are odd. */
export function smallResults(oddityOf: OddityOf = () => undefined): StudyResults {
  const cells = listTrials(study).map((cell) => resultOf(cell, oddityOf(cell) ?? {}));
  return {
    study,
    foldPlan,
    positive: firstScheme.positive,
    cells,
    control: newControl('study-1'),
    withPredictions: (some) =>
      Promise.resolve(cells.filter(({ cell }) => some.some((end) => end.cell === cell))),
    foreignCells: () => Promise.resolve([]),
    ensemble: null,
    ensembleFailure: null,
    raceDecisions: [],
    stopDecisions: [],
    sealedOpenings: [],
  };
}

function resultOf(cell: CellResult['cell'], oddity: Oddity): CellResult {
  if (oddity.failure) {
    const failure = { code: oddity.failure, message: 'no number' } as Failure;
    return { cell, receipt: null, predictions: null, failure };
  }
  const predictions = predict([cell.variant, cell.seed], cell.fold, oddity);
  const inner = { ...predict([cell.variant, cell.seed, 'inner'], cell.fold, oddity) };
  const receipt = {
    trialId: cell.trialId,
    evaluation: evaluate(predictions, firstScheme.positive),
    calibration: calibrate({ ...inner, part: 'inner-validation' } as never, predictions),
    images: { train: 50, validation: 20, test: 70 },
  } as unknown as Receipt;
  return { cell, receipt, predictions, failure: null };
}

/** An ensemble that says on the sealed part what a model does, and how scaling changed it. */
export function smallEnsemble(
  changes: Partial<EnsembleResult> = {},
  oddity: Oddity = {},
): EnsembleResult {
  const predictions = predict(['ensemble'], 'sealed', oddity);
  return {
    schemaVersion: 3,
    studyId: 'study-1',
    variant: 'full',
    partners: ['no-focal'],
    testTimeAugmentation: 'none',
    views: [],
    combination: 'mean',
    selection: { metric: 'nll', rounds: 50, sortedStart: 1, bags: 0, bagShare: 0.5 },
    members: ['full.f0.s1', 'full.f1.s1', 'no-focal.f0.s1'],
    missing: [],
    learnt: null,
    predictions: { key: 'k', sha256: 'a'.repeat(64) },
    evaluation: evaluate(predictions, firstScheme.positive),
    intervals: groupIntervals(predictions, new Map()),
    calibration: null,
    uncertainty: null,
    conformal: null,
    comparison: null,
    scoredViews: null,
    scoredAt: writtenAt,
    ...changes,
  };
}

function predict(
  key: readonly (string | number)[],
  fold: number | 'sealed',
  { answer, confidence = 0.7 }: Oddity,
): Predictions {
  const tested = images.filter((image) => image.fold === fold);
  return {
    schemaVersion: 1,
    classes: firstScheme.classes,
    imageIds: tested.map(({ imageId }) => imageId),
    labels: tested.map(({ label }) => firstScheme.classes.indexOf(label)),
    probabilities: tested.map(({ imageId, label }) => {
      const isRight = chance(...key, imageId) < 0.8;
      const guess = Math.floor(7 * chance(...key, imageId, 'guess'));
      const named = answer ?? (isRight ? firstScheme.classes.indexOf(label) : guess);
      return firstScheme.classes.map((_, c) => (c === named ? confidence : (1 - confidence) / 6));
    }),
  };
}

/** In [0, 1), fixed by its key. */
function chance(...key: readonly (string | number)[]): number {
  return parseInt(contentHash(key).slice(0, 12), 16) / 16 ** 12;
}
