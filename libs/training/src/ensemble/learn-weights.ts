import {
  AppError,
  ensembleVariants,
  learnsWeights,
  placeOfStored,
  placeText,
  records,
  splitAt,
  type EnsembleConfig,
  type FoldPlan,
  type InnerPredictions,
  type LearntWeights,
  type Place,
  type Receipt,
} from '@crossfold/contracts';
import { findRepeat } from '@crossfold/data';
import { fitMixtureWeights, mixtureLoss, selectGreedily, stackHeldOut } from '@crossfold/model';
import { readNamedRecord, type ObjectStore } from '@crossfold/storage';

/**
 * How much each variant of an ensemble counts, where its combination learns that: from inner
 * validation alone. It is given no images and reads no predictions of another type, and each image
 * is looked up in the plan before it counts.
 *
 * @returns null for a combination that learns nothing
 * @throws AppError CONFLICT when no cell was finished by all variants; INTERNAL for an image of the
 *   sealed part or of the cell's outer fold
 */
export async function learnWeights(
  store: ObjectStore,
  config: EnsembleConfig,
  plan: FoldPlan,
  receipts: readonly Receipt[],
): Promise<LearntWeights | null> {
  const { combination, selection } = config;
  if (!learnsWeights(combination)) return null;
  const variants = ensembleVariants(config);
  const cells: InnerPredictions[][] = [];
  const placed = receipts.map((one) => ({ ...one, ...placeOfStored(plan.options, one) }));
  for (const cell of completeCells(placed, variants)) {
    cells.push(await Promise.all(cell.map((receipt) => readInner(store, plan, receipt))));
  }
  const rows = stackHeldOut(cells);
  const weights =
    combination === 'weighted' ? fitMixtureWeights(rows) : selectGreedily(rows, selection, 0);
  const equal = variants.map(() => 1 / variants.length);
  return {
    weights: Object.fromEntries(variants.map((name, k) => [name, Math.min(1, weights[k] ?? 0)])),
    images: rows.images,
    cells: cells.length,
    nll: { equal: mixtureLoss(rows, equal), learnt: mixtureLoss(rows, weights) },
  };
}

type PlacedReceipt = Receipt & Place;

/** [cell][variant]: the receipts of the cells that every variant finished. */
function completeCells(
  receipts: readonly PlacedReceipt[],
  variants: readonly string[],
): PlacedReceipt[][] {
  const nameOf = ({ repeat, fold, seed }: PlacedReceipt) => `${repeat} ${fold} ${seed}`;
  const cells = new Set(receipts.map(nameOf));
  return [...cells]
    .map((cell) =>
      variants.flatMap(
        (name) => receipts.find((one) => one.variant === name && nameOf(one) === cell) ?? [],
      ),
    )
    .filter((found) => found.length === variants.length);
}

async function readInner(
  store: ObjectStore,
  plan: FoldPlan,
  { trialId, repeat, fold, innerPredictions }: PlacedReceipt,
): Promise<InnerPredictions> {
  if (!innerPredictions) {
    throw new AppError('CONFLICT', `expected inner predictions of ${trialId}, got none`, {
      remedy: 'An earlier version trained it: submit the study again, or choose mean.',
    });
  }
  const stored = await readNamedRecord(store, records.innerPredictions, innerPredictions);
  const inner = { ...stored, ...placeOfStored(plan.options, stored) };
  assertHeldOut(plan, { repeat, fold }, inner, trialId);
  return inner;
}

/** @throws AppError INTERNAL for an image that is not of the training folds of the cell */
function assertHeldOut(
  plan: FoldPlan,
  place: Place,
  inner: InnerPredictions & Place,
  trialId: string,
): void {
  const split = splitAt(plan.options, place);
  const dealt = findRepeat(plan, split);
  const training = new Set(
    dealt.plan.assignments
      .filter((row) => row.fold !== 'sealed' && row.fold !== dealt.fold)
      .map(({ imageId }) => imageId),
  );
  const stray = inner.imageIds.find((imageId) => !training.has(imageId));
  if (stray === undefined && splitAt(plan.options, inner) === split) return;
  throw new AppError(
    'INTERNAL',
    `expected inner predictions on the training folds alone for ${trialId}, got ${stray ?? `those of ${placeText(plan.options, inner)}`}`,
  );
}
