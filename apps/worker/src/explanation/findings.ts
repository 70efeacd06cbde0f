import type { ClassExplanation, Explanation } from '@crossfold/contracts';

type Measured = Pick<Explanation, 'classes' | 'images' | 'imagesWithMask' | 'emptyMaps'>;

/** What an explanation found, in words, the most important first. */
export function writeFindings(measured: Measured): string[] {
  const { classes, images, imagesWithMask, emptyMaps } = measured;
  if (images === 0) return ['No image could be explained.'];
  const flagged = classes.filter(({ isFlagged }) => isFlagged);
  const outside = classes.filter((row) => !row.isFlagged && row.comparison?.looksOutside);
  const tested = classes.filter(({ comparison }) => comparison !== null);
  return [
    ...flagged.map(describeFlagged),
    ...(flagged.length === 0 && tested.length > 0
      ? [
          `None of ${tested.length} classes is recognised by something outside the lesion: without the background the probability of none falls by 10 points more than that of the others with p < 0.05 (Holm).`,
        ]
      : []),
    ...outside.map(describeOutside),
    ...(imagesWithMask > 0 ? [describeWhole(classes)] : []),
    ...(imagesWithMask < images
      ? [
          `${images - imagesWithMask} of ${images} images have no lesion mask: nothing is measured on them.`,
        ]
      : []),
    ...(imagesWithMask > 0 && tested.length < 2
      ? ['Too few rightly named lesions with a mask to compare the classes.']
      : []),
    ...(emptyMaps > 0
      ? [`${emptyMaps} maps are zero everywhere: at this layer nothing speaks for the class.`]
      : []),
    'Maps show where a layer responds, not why; they are of the predicted class, by the model that was not trained on the image.',
  ];
}

function describeFlagged(row: ClassExplanation): string {
  const { maps, loss } = evidenceOf(row);
  const lead = row.comparison?.looksOutside ? 'Its maps lie there, too' : 'Of its maps';
  return `${row.class} is recognised by something outside the lesion: ${loss}. ${lead}: ${maps}. Look for an artefact in the images of ${row.class}.`;
}

function describeOutside(row: ClassExplanation): string {
  const { maps, loss } = evidenceOf(row);
  return `The maps of ${row.class} lie outside the lesion, and yet the models do not need the background: ${maps}; ${loss}. A class that is known by what it lacks looks like this; look at its pictures.`;
}

function evidenceOf({ class: name, right, comparison }: ClassExplanation) {
  if (!right || !comparison) throw new Error(`expected a comparison of class ${name}, got none`);
  const { difference, adjustedP, backgroundLoss, backgroundAdjustedP } = comparison;
  const beside = `${points(Math.abs(difference))} ${difference < 0 ? 'less' : 'more'} than in the other classes, chance taken off`;
  return {
    maps: `${percent(right.energyInside)} lies inside, where the lesion takes ${percent(right.lesionShare)} of the image (${beside}, ${probability(adjustedP)})`,
    loss: `without the background its probability falls by ${points(backgroundLoss)}, that of the others by ${points(comparison.othersBackgroundLoss)} (${probability(backgroundAdjustedP)})`,
  };
}

function describeWhole(classes: readonly ClassExplanation[]): string {
  const known = classes.flatMap(({ all }) => all ?? []);
  const images = known.reduce((sum, all) => sum + all.images, 0);
  const mean = (value: (all: (typeof known)[number]) => number) =>
    known.reduce((sum, all) => sum + all.images * value(all), 0) / images;
  if (images === 0) return 'No map could be measured against a lesion.';
  return `Over ${images} images ${percent(mean(({ energyInside }) => energyInside))} of the maps lies inside the lesion; chance is ${percent(mean(({ lesionShare }) => lesionShare))}.`;
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
