import { AppError } from '@crossfold/contracts';
import { diagnosisClasses, type DiagnosisClass } from '../../profiles/ham10000/scheme.js';
import { randomStream, type RandomStream } from '@crossfold/random';
import { ham10000, ham10000Images, ham10000LesionSizes } from '../../profiles/ham10000/census.js';

/**
 * How the images divide among the classes: as in HAM10000; milder, so that small sets have each
 * class in each fold; or by weights of one's own, where a class left out has no image.
 */
export type ClassShares = 'ham10000' | 'mild' | Readonly<Partial<Record<DiagnosisClass, number>>>;

export interface PlannedLesion {
  readonly lesionId: string;
  readonly dx: DiagnosisClass;
  readonly imageIds: readonly string[];
}

const mild = { akiec: 10, bcc: 12, bkl: 15, df: 8, mel: 16, nv: 30, vasc: 9 } as const;

/** Lesions of HAM10000 by their number of images, among those that have several. */
const multiplicities = [
  { images: 2, lesions: 1423 },
  { images: 3, lesions: 490 },
  { images: 4, lesions: 34 },
  { images: 5, lesions: 5 },
  { images: 6, lesions: 4 },
] as const;

/** Fewer lesions of a class cannot be in each of five or ten grouped folds. */
const minLesions = 10;
const firstImageNumber = 24306;
const numbersOfSeries = 100_000;
export const maxImages = numbersOfSeries - firstImageNumber;
/** Ids have seven digits. */
export const lastSeries = 99;

/**
 * Which lesions a set has, their class and their images. Ids are assigned at random, so that they tell
 * nothing about the class.
 *
 * @param series sets of different series share no id
 */
export function planCensus(
  images: number,
  shares: ClassShares,
  seed: number,
  series = 0,
): PlannedLesion[] {
  const first = series * numbersOfSeries;
  const stream = randomStream(seed, 'synth', 'census');
  const sizesOf = lesionSizes(images, shares, stream);
  const groups = diagnosisClasses.flatMap((dx) => sizesOf[dx].map((size) => ({ dx, size })));
  const imageNumbers = Array.from(stream.permutation(images));
  const lesionNumbers = stream.permutation(groups.length);
  return groups.map(({ dx, size }, i) => ({
    lesionId: `HAM_${String(first + (lesionNumbers[i] ?? 0)).padStart(7, '0')}`,
    dx,
    imageIds: imageNumbers
      .splice(-size)
      .map((number) => `ISIC_${String(first + firstImageNumber + number).padStart(7, '0')}`)
      .sort(),
  }));
}

/** At the size of HAM10000 its published counts hold exactly; else its proportions. */
function lesionSizes(
  images: number,
  shares: ClassShares,
  stream: RandomStream,
): Record<DiagnosisClass, number[]> {
  if (images === ham10000Images && shares === 'ham10000') return ham10000LesionSizes();
  const counts = apportionImages(images, shares);
  const entries = diagnosisClasses.map((dx) => {
    return [dx, divide(counts[dx], lesionCount(dx, counts[dx]), stream)] as const;
  });
  return Object.fromEntries(entries) as Record<DiagnosisClass, number[]>;
}

/** Images of each class. @throws AppError REQUEST_INVALID for weights that give no class an image */
export function apportionImages(
  images: number,
  shares: ClassShares,
): Record<DiagnosisClass, number> {
  return apportion(images, weightsOf(shares));
}

/** @throws AppError REQUEST_INVALID for weights that give no class an image */
function weightsOf(shares: ClassShares): Partial<Record<DiagnosisClass, number>> {
  if (shares === 'mild') return mild;
  if (shares !== 'ham10000') return assertWeights(shares);
  return Object.fromEntries(diagnosisClasses.map((dx) => [dx, ham10000[dx].images]));
}

function assertWeights(weights: Readonly<Partial<Record<DiagnosisClass, number>>>) {
  const values = Object.values(weights);
  if (values.every((value) => value >= 0 && value < Infinity) && values.some((value) => value > 0))
    return weights;
  throw new AppError(
    'REQUEST_INVALID',
    `expected weights of at least 0, one of them above, for class shares, got ${JSON.stringify(weights)}`,
  );
}

/** Largest remainders; then a wanted class that got nothing takes an image from the largest. */
function apportion(images: number, weights: Partial<Record<DiagnosisClass, number>>) {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const quotas = diagnosisClasses.map((dx) => (images * (weights[dx] ?? 0)) / total);
  const counts = quotas.map(Math.floor);
  const left = images - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = quotas
    .map((quota, i) => ({ i, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, left)) counts[i] = (counts[i] ?? 0) + 1;
  for (const [i, quota] of quotas.entries()) {
    const largest = counts.indexOf(Math.max(...counts));
    if (quota === 0 || counts[i] !== 0 || counts[largest] === 1) continue;
    counts[i] = 1;
    counts[largest] = (counts[largest] ?? 0) - 1;
  }
  const entries = diagnosisClasses.map((dx, i) => [dx, counts[i] ?? 0] as const);
  return Object.fromEntries(entries) as Record<DiagnosisClass, number>;
}

function lesionCount(dx: DiagnosisClass, images: number): number {
  const proportional = Math.round((images * ham10000[dx].lesions) / ham10000[dx].images);
  return Math.max(proportional, Math.min(images, minLesions));
}

/** Sizes of `lesions` groups that hold `images` together, in HAM10000's proportions. */
function divide(images: number, lesions: number, stream: RandomStream): number[] {
  const sizes = Array.from({ length: lesions }, () => 1);
  let spare = images - lesions;
  for (let i = 0; spare > 0; i = (i + 1) % lesions) {
    const extra = Math.min(spare, drawMultiplicity(stream) - 1);
    sizes[i] = (sizes[i] ?? 0) + extra;
    spare -= extra;
  }
  return sizes;
}

function drawMultiplicity(stream: RandomStream): number {
  const total = multiplicities.reduce((sum, { lesions }) => sum + lesions, 0);
  let drawn = stream.integer(total);
  for (const { images, lesions } of multiplicities) {
    if (drawn < lesions) return images;
    drawn -= lesions;
  }
  return 1;
}
