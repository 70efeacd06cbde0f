import type { ClassExplanation, Explanation } from '@crossfold/contracts';
import { maxPictured } from './choose-images.js';

type Measured = Pick<
  Explanation,
  'classes' | 'images' | 'imagesWithMask' | 'emptyMaps' | 'whole' | 'undecided' | 'mapSize'
> & {
  /** Names of the classes that have a picture. */
  readonly pictured: readonly string[];
};

/** What an explanation found, in words, the most important first. */
export function writeFindings(measured: Measured): string[] {
  const { classes, images, imagesWithMask, emptyMaps, whole, undecided, mapSize } = measured;
  if (images === 0) return ['No image could be explained.'];
  const flagged = classes.filter(({ isFlagged }) => isFlagged);
  const outside = classes.filter((row) => !row.isFlagged && row.comparison?.looksOutside);
  const tested = classes.filter(({ comparison }) => comparison !== null);
  const isCoarse = undecided === 'coarseMaps';
  return [
    ...flagged.map((row) => describeFlagged(row, isCoarse ? mapSize : null)),
    ...(undecided && imagesWithMask > 0 ? [cannotTell[undecided](measured)] : []),
    ...(flagged.length === 0 && tested.length > 0
      ? [undecided ? noneNeedsBackground(tested.length) : noneIsOutside(tested.length)]
      : []),
    ...outside.map(describeOutside),
    ...(imagesWithMask > 0 ? [describeWhole(whole)] : []),
    ...(imagesWithMask < images
      ? [
          `${images - imagesWithMask} of ${images} images have no mask: nothing is measured on them.`,
        ]
      : []),
    ...(imagesWithMask > 0 && tested.length < 2
      ? ['Too few rightly named groups with a mask to compare the classes.']
      : []),
    ...(emptyMaps > 0
      ? [`${emptyMaps} maps are zero everywhere: at this layer nothing speaks for the class.`]
      : []),
    ...picturedText(measured),
    'Maps show where a layer responds, not why; they are of the predicted class, by the model that was not trained on the image.',
  ];
}

/** Where so many classes have images that not all are pictured. */
function picturedText({ classes, pictured }: Measured): string[] {
  const shown = new Set(pictured).size;
  if (shown === 0 || classes.length <= maxPictured) return [];
  return [`Pictures of ${shown} of ${classes.length} classes, the most frequent ones.`];
}

const cannotTell = {
  coarseMaps: ({ mapSize }) =>
    `Cannot tell at this map size (${mapSize.join(' × ')}): a cell of the map covers as much of the image as a mask does. Explain an earlier layer, or train on larger images.`,
  likeChance: ({ whole }) =>
    `Cannot tell: the maps lie inside the masks as chance would have it${liftText(whole)}.`,
  outsideAlike: ({ whole }) =>
    `Cannot tell by holding classes against each other: the maps of all of them lie outside the masks more than chance would have it${liftText(whole)}.`,
} as const satisfies Record<
  NonNullable<Explanation['undecided']>,
  (measured: Pick<Measured, 'mapSize' | 'whole'>) => string
>;

function liftText(whole: Explanation['whole']): string {
  if (!whole) return '';
  const [low, high] = whole.liftInterval.map((end) => (100 * end).toFixed(1).replace('-', '−'));
  return `: ${percent(whole.energyInside)} inside, ${percent(whole.maskShare)} by chance, a difference of ${low} to ${high} points (95 %)`;
}

function noneIsOutside(classes: number): string {
  return `None of ${classes} classes is recognised by something outside the mask: ${lossText}.`;
}

/** What was measured, without what cannot be concluded from it. */
function noneNeedsBackground(classes: number): string {
  return `Of ${classes} classes: ${lossText}. Without maps that tell, this alone does not show that what is marked is looked at.`;
}

const lossText =
  'without the background the probability of none falls by 10 points more than that of the others with p < 0.05 (Holm)';

/** @param coarseSize of maps that tell nothing, so that the background alone is spoken of */
function describeFlagged(row: ClassExplanation, coarseSize: Explanation['mapSize'] | null): string {
  const { maps, loss } = evidenceOf(row);
  const lead = row.comparison?.looksOutside ? 'Its maps lie there, too' : 'Of its maps';
  const seen = coarseSize ? '' : ` ${lead}: ${maps}.`;
  return `${row.class} is recognised by something outside the mask: ${loss}.${seen} Look for an artefact in the images of ${row.class}.`;
}

function describeOutside(row: ClassExplanation): string {
  const { maps, loss } = evidenceOf(row);
  return `The maps of ${row.class} lie outside the mask, and yet the models do not need the background: ${maps}; ${loss}. A class that is known by what it lacks looks like this; look at its pictures.`;
}

function evidenceOf({ class: name, right, comparison }: ClassExplanation) {
  if (!right || !comparison) throw new Error(`expected a comparison of class ${name}, got none`);
  const { difference, adjustedP, backgroundLoss, backgroundAdjustedP } = comparison;
  const beside = `${points(Math.abs(difference))} ${difference < 0 ? 'less' : 'more'} than in the other classes, chance taken off`;
  return {
    maps: `${percent(right.energyInside)} lies inside, where the mask takes ${percent(right.maskShare)} of the image (${beside}, ${probability(adjustedP)})`,
    loss: `without the background its probability falls by ${points(backgroundLoss)}, that of the others by ${points(comparison.othersBackgroundLoss)} (${probability(backgroundAdjustedP)})`,
  };
}

function describeWhole(whole: Explanation['whole']): string {
  if (!whole) return 'No map could be measured against a mask.';
  return `Over ${whole.images} images ${percent(whole.energyInside)} of the maps lies inside the masks; chance is ${percent(whole.maskShare)}.`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function points(share: number): string {
  return `${(100 * share).toFixed(0)} points`;
}

function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}
