import { setImmediate } from 'node:timers/promises';
import { AppError, needsGivenMasks, type TestTimeAugmentation } from '@crossfold/contracts';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import {
  combineFolds,
  combineVotes,
  conformalPValues,
  conformalSet,
  measureUncertainty,
  type FoldVote,
} from '@crossfold/model';
import { createPredictor } from '@crossfold/model/tensorflow';
import { temper } from '../ensemble/conformal-scores.js';
import { decodeFiles, type DecodedFiles, type ImageFile } from './decode-files.js';
import { explainFiles } from './explain-files.js';
import { loadMember } from './load-member.js';
import type { PredictionSource } from './prediction-source.js';

export interface PredictionOptions {
  /** Views of each image whose probabilities are averaged; left out: as the model has it. */
  readonly testTimeAugmentation?: TestTimeAugmentation;
  /** How often conformal sets are to hold the true class. */
  readonly coverage: number;
  /** Whether that is to hold for each class alone. */
  readonly isClassConditional: boolean;
  /** Whether to draw where the models look. */
  readonly explains: boolean;
}

/** What is said of one file. */
export type FilePrediction = {
  readonly position: number;
  readonly name: string;
} & (
  | { readonly error: AppError }
  | {
      readonly error: null;
      /** Of the combined members, each with its temperature: [classes]. */
      readonly probabilities: readonly number[];
      /** Of these probabilities, in nats. */
      readonly entropy: number;
      /** How much of it is disagreement between the members, in nats. */
      readonly mutualInformation: number;
      /** Classes that the conformal set holds, by their number. */
      readonly set: readonly number[];
      /** A PNG of where the members look for the likeliest class. */
      readonly picture: Uint8Array | null;
    }
);

/** Files decoded at once: weights are loaded anew for each so many. */
const filesAtOnce = 128;

/**
 * Predicts image files by all members of a model, in order; a file that is no image has an error in
 * place of an answer. Each member predicts all of a piece before the next one is loaded, so that
 * memory holds one network and one piece of images.
 *
 * @throws AppError REQUEST_UNFIT for a model that needs masks; as `readWeights`
 */
export async function* predictFiles(
  source: PredictionSource,
  files: readonly ImageFile[],
  options: PredictionOptions,
  graphs: GraphCache,
): AsyncGenerator<FilePrediction> {
  assertMaskless(source);
  for (let start = 0; start < files.length; start += filesAtOnce) {
    const piece = files.slice(start, start + filesAtOnce);
    const decoded = await decodeFiles(piece, source.model);
    const answers = await predictDecoded(source, piece, decoded, options, graphs);
    for (const [i, { name }] of piece.entries()) {
      const error = decoded.errors.get(i);
      const answer = answers.get(i);
      if (error) yield { position: start + i, name, error };
      else if (answer) yield { position: start + i, name, error: null, ...answer };
    }
  }
}

type Answer = Omit<Extract<FilePrediction, { error: null }>, 'position' | 'name' | 'error'>;

async function predictDecoded(
  source: PredictionSource,
  files: readonly ImageFile[],
  decoded: DecodedFiles,
  options: PredictionOptions,
  graphs: GraphCache,
): Promise<Map<number, Answer>> {
  const { model } = source;
  const { classes, combination, conformal } = model;
  const views = options.testTimeAugmentation ?? model.testTimeAugmentation;
  if (decoded.good.length === 0) return new Map();
  const { votes, asHeldOut } = await collectVotes(source, decoded, views, graphs);
  const probabilities = combineVotes(votes, classes.length, combination);
  const { entropy, mutualInformation } = measureUncertainty(votes, classes.length);
  const bySplit = combineFolds(asHeldOut, classes.length, combination);
  const { isClassConditional, coverage } = options;
  const pValues = conformalPValues(conformal, bySplit, classes.length, isClassConditional);
  const rowOf = (values: Float64Array, row: number) =>
    values.subarray(row * classes.length, (row + 1) * classes.length);
  const pictures = options.explains
    ? await explainFiles(source, files, decoded, probabilities, graphs)
    : null;
  return new Map(
    decoded.good.map((position, row): [number, Answer] => [
      position,
      {
        probabilities: Array.from(rowOf(probabilities, row)),
        entropy: entropy[row] as number,
        mutualInformation: mutualInformation[row] as number,
        set: conformalSet(rowOf(pValues, row), coverage),
        picture: pictures?.[row] ?? null,
      },
    ]),
  );
}

/**
 * What each member says, tempered: in the views asked for, and in those in which it predicted the images
 * that it was held out from, for what is compared with them.
 */
async function collectVotes(
  source: PredictionSource,
  decoded: DecodedFiles,
  views: TestTimeAugmentation,
  graphs: GraphCache,
): Promise<{ votes: FoldVote[]; asHeldOut: FoldVote[] }> {
  const classes = source.model.classes.length;
  const images = decoded.good.length;
  const [votes, asHeldOut]: [FoldVote[], FoldVote[]] = [[], []];
  for (const member of source.model.members) {
    const { split, weight, temperature, heldOutViews = 'none' } = member;
    const { classifier, tensors } = await loadMember(source, member);
    const predictor = createPredictor(classifier, tensors, graphs);
    const vote = (augmentation: TestTimeAugmentation): FoldVote => {
      const found = predictor.predict(decoded.pixelsOf(member), images, augmentation);
      const probabilities = temper(Float64Array.from(found), classes, temperature);
      return { split, weight, probabilities };
    };
    try {
      const inViews = vote(views);
      votes.push(inViews);
      asHeldOut.push(views === heldOutViews ? inViews : vote(heldOutViews));
    } finally {
      predictor.dispose();
    }
    // Computing blocks the event loop: here a message or an interruption gets its turn.
    await setImmediate();
  }
  return { votes, asHeldOut };
}

function assertMaskless({ model }: PredictionSource): void {
  const masked = model.members.find(({ region }) => needsGivenMasks(region));
  if (!masked) return;
  throw new AppError(
    'REQUEST_UNFIT',
    `expected a model that needs no masks, got ${masked.trialId}, which sees ${masked.region.part} by given masks`,
    {
      remedy: 'Train with masks: otsu, or with the whole image, to predict images without a mask.',
    },
  );
}
