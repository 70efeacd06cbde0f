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
  const likeliest = bayesRule(unmarked, difficulty);
  const stream = randomStream(0, 'synth', 'bayes');
  const marks = randomStream(0, 'synth', 'bayes', 'marks');
  let right = 0;
  for (let i = 0; i < samples; i++) {
    const truth = pick(priors, stream.uniform());
    const traits = drawTraits(stream, truth, difficulty);
    const isMarked = artefact?.dx === truth && marks.uniform() < artefact.share;
    if (isMarked || likeliest(traits) === truth) right++;
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

/** The class of the highest posterior density. Its constants are worked out once for all lesions. */
function bayesRule(priors: readonly number[], difficulty: number) {
  const classes = diagnosisClasses.map((dx, i) => ({
    dx,
    logPrior: Math.log(priors[i] ?? 0),
    densities: traitNames.map((name) => ({ name, logAt: logDensity(dx, name, difficulty) })),
  }));
  const possible = classes.filter(({ logPrior }) => logPrior > -Infinity);
  return (traits: Traits): DiagnosisClass | undefined => {
    let best = -Infinity;
    let found: DiagnosisClass | undefined;
    for (const { dx, logPrior, densities } of possible) {
      let score = logPrior;
      for (const { name, logAt } of densities) score += logAt(traits[name]);
      if (score <= best) continue;
      best = score;
      found = dx;
    }
    return found;
  };
}

/** Up to what all classes share. A trait that a class never has is 0 there, and only there. */
function logDensity(dx: DiagnosisClass, name: TraitName, difficulty: number) {
  const { typical, spread } = traitLaw(dx, name, difficulty);
  const logSpread = Math.log(spread);
  const bias = spread ** 2 / 2;
  return (value: number): number => {
    if (typical === 0 || value === 0) return typical === value ? 0 : -Infinity;
    const z = (Math.log(value / typical) + bias) / spread;
    return -0.5 * z * z - logSpread;
  };
}
