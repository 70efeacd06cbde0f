import { diagnosisClasses, type DiagnosisClass } from '../../profiles/ham10000/scheme.js';
import { randomStream } from '@crossfold/random';
import { apportionImages, type ClassShares } from './census.js';
import { traitNames, type TraitName, type Traits } from './classes.js';
import type { SynthesisFlaws } from './flaws.js';
import { drawTraits, traitLaw } from './lesion.js';

export interface BayesOptions {
  readonly images: number;
  readonly shares: ClassShares;
  readonly difficulty: number;
  readonly labelNoise?: number;
  readonly artefact?: SynthesisFlaws['artefact'];
}

const samples = 20_000;

/**
 * The accuracy that no classifier can exceed in expectation on lesions that it has not seen before:
 * that of whoever sees the traits of the lesion themselves, and its ink mark. Traits are independent log-normals around those of the class (see
 * `latentRules`), and a photograph is drawn from the traits and from noise that knows no class, so it
 * cannot tell more. An artefact that is tied to a class does: a mark proves the class, and where there
 * is none the class is less likely by the share that is marked. Neither a shift of colours, which all
 * photographs have alike, nor a look of each lesion tells anything of the class.
 *
 * With a share p of wrong labels, each of the other classes alike, the best rule stays the same and
 * is right in (1 − p)·A + p·(1 − A)/6 of the cases.
 *
 * @returns an estimate from 20,000 lesions; its standard error is at most 0.0036
 */
export function bayesAccuracy({
  images,
  shares,
  difficulty,
  labelNoise = 0,
  artefact,
}: BayesOptions): number {
  const counts = apportionImages(images, shares);
  const priors = diagnosisClasses.map((dx) => counts[dx] / images);
  // Weights of the classes among photographs without a mark: only their proportions count.
  const unmarked = diagnosisClasses.map(
    (dx, i) => (priors[i] ?? 0) * (dx === artefact?.dx ? 1 - artefact.share : 1),
  );
  const stream = randomStream(0, 'synth', 'bayes');
  const marks = randomStream(0, 'synth', 'bayes', 'marks');
  let right = 0;
  for (let i = 0; i < samples; i++) {
    const truth = pick(priors, stream.uniform());
    const traits = drawTraits(stream, truth, difficulty);
    const isMarked = artefact?.dx === truth && marks.uniform() < artefact.share;
    if (isMarked || likeliest(traits, unmarked, difficulty) === truth) right++;
  }
  const accuracy = right / samples;
  return (
    (1 - labelNoise) * accuracy + (labelNoise * (1 - accuracy)) / (diagnosisClasses.length - 1)
  );
}

function pick(priors: readonly number[], share: number): DiagnosisClass {
  let sum = 0;
  const found = diagnosisClasses.find((_, i) => (sum += priors[i] ?? 0) > share);
  return found ?? 'nv';
}

function likeliest(
  traits: Traits,
  priors: readonly number[],
  difficulty: number,
): DiagnosisClass | undefined {
  const scores = diagnosisClasses.map((dx, i) =>
    traitNames.reduce(
      (sum, name) => sum + logDensity(traits[name], dx, name, difficulty),
      Math.log(priors[i] ?? 0),
    ),
  );
  return diagnosisClasses[scores.indexOf(Math.max(...scores))];
}

/** Up to what all classes share. A trait that a class never has is 0 there, and only there. */
function logDensity(
  value: number,
  dx: DiagnosisClass,
  name: TraitName,
  difficulty: number,
): number {
  const { typical, spread } = traitLaw(dx, name, difficulty);
  if (typical === 0 || value === 0) return typical === value ? 0 : -Infinity;
  const z = (Math.log(value / typical) + spread ** 2 / 2) / spread;
  return -0.5 * z * z - Math.log(spread);
}
