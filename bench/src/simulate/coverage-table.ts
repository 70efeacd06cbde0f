import { conformalPValues, conformalSet, pairPValues, type ScoredPart } from '@crossfold/model';
import { randomStream, type RandomStream } from '@crossfold/random';
import { percent, type Table } from './tally.js';

const classes = 3;
const asked = [0.8, 0.9, 0.95] as const;
const heldOut = 200;
const fresh = 1000;
/** One in so many images that a model trains with validates. */
const innerShare = 8;

/** Images as models see them: what they share, and what each adds of its own. */
interface World {
  readonly name: string;
  /** Of a model, over the spread that all share. */
  readonly own: number;
  /** Of images that all models take for another class. */
  readonly hardShare: number;
  /** Models of a fold, whose probabilities are averaged. */
  readonly seeds: number;
}

const worlds: readonly World[] = [
  ...[0.2, 0.35, 0.6, 0.9].map((own) => ({
    name: `models' own part ${own}`,
    own,
    hardShare: 0,
    seeds: 1,
  })),
  ...[0.35, 0.6, 0.9].map((own) => ({
    name: `models' own part ${own}, a tenth hard for all`,
    own,
    hardShare: 0.1,
    seeds: 1,
  })),
  { name: "models' own part 0.6, three seeds", own: 0.6, hardShare: 0, seeds: 3 },
  {
    name: "models' own part 0.6, a tenth hard for all, three seeds",
    own: 0.6,
    hardShare: 0.1,
    seeds: 3,
  },
];

interface Image {
  readonly imageId: string;
  readonly label: number;
  readonly logits: readonly number[];
  readonly isHard: boolean;
}

/** How often sets of an ensemble hold the true class, by the mean of p-values and with pairs. */
export function coverageTable(ensembles: number): Table {
  return {
    title: `Coverage of conformal sets, mean of ${ensembles} ensembles of folds with ${heldOut} held-out images each (%)`,
    columns: [
      'models; folds',
      ...asked.flatMap((rate) => [
        `asked ${percent(rate)}: mean of p`,
        'with pairs of models (size)',
      ]),
    ],
    rows: worlds.flatMap((world) =>
      [3, 5, 10].map((folds) => [`${world.name}; ${folds}`, ...cover(world, folds, ensembles)]),
    ),
  };
}

function cover(world: World, folds: number, ensembles: number): string[] {
  const random = randomStream('simulate', 'coverage', world.name, folds);
  const counts = asked.map(() => ({ plain: 0, paired: 0, classes: 0 }));
  for (let draw = 0; draw < ensembles; draw++) {
    const { conformal, images, bySplit } = drawEnsemble(world, folds, random);
    const plain = conformalPValues({ ...conformal, pairs: null }, bySplit, classes, false);
    const paired = conformalPValues(conformal, bySplit, classes, false);
    asked.forEach((rate, a) => {
      const count = counts[a] as (typeof counts)[number];
      images.forEach(({ label }, i) => {
        const setOf = (ps: Float64Array) =>
          conformalSet(ps.subarray(i * classes, (i + 1) * classes), rate);
        count.plain += Number(setOf(plain).includes(label));
        const set = setOf(paired);
        count.paired += Number(set.includes(label));
        count.classes += set.length;
      });
    });
  }
  const total = ensembles * fresh;
  return counts.flatMap((count) => [
    percent(count.plain / total),
    `${percent(count.paired / total)} (${(count.classes / total).toFixed(2)})`,
  ]);
}

function drawEnsemble(world: World, folds: number, random: RandomStream) {
  const pool = drawImages(world, folds * heldOut, random);
  const splits = Array.from({ length: folds }, (_, split) => split);
  const scored = (split: number, images: readonly Image[], by: typeof predict): ScoredPart => ({
    split,
    imageIds: images.map(({ imageId }) => imageId),
    labels: images.map(({ label }) => label),
    scores: images.map((image) => 1 - (by(image, world, random)[image.label] as number)),
  });
  const isHeld = (i: number, split: number) => i % folds === split;
  const held = splits.map((split) =>
    scored(
      split,
      pool.filter((_, i) => isHeld(i, split)),
      predictTogether,
    ),
  );
  const models = splits.flatMap((split) => Array.from({ length: world.seeds }, () => split));
  const inner = models.map((split) =>
    scored(
      split,
      pool.filter((_, i) => !isHeld(i, split) && random.integer(innerShare) === 0),
      predict,
    ),
  );
  const images = drawImages(world, fresh, random);
  return {
    images,
    conformal: {
      repeats: 1,
      splits: held.map(({ split, labels, scores }) => ({
        split,
        scores: Array.from({ length: classes }, (_, c) =>
          scores.filter((_, i) => labels[i] === c).sort((a, b) => a - b),
        ),
      })),
      pairs: pairPValues(held, inner, classes),
    },
    bySplit: new Map(
      splits.map((split) => [
        split,
        Float64Array.from(images.flatMap((image) => predictTogether(image, world, random))),
      ]),
    ),
  };
}

function drawImages({ hardShare }: World, count: number, random: RandomStream): Image[] {
  return Array.from({ length: count }, (_, i) => {
    const label = random.integer(classes);
    const isHard = random.uniform() < hardShare;
    const seen = isHard ? (label + 1) % classes : label;
    const logits = Array.from(
      { length: classes },
      (_, c) => (c === seen ? (isHard ? 3 : 2) : 0) + random.normal(),
    );
    return { imageId: String(i), label, logits, isHard };
  });
}

/** Probabilities by the models of a fold. */
function predictTogether(image: Image, world: World, random: RandomStream): number[] {
  const each = Array.from({ length: world.seeds }, () => predict(image, world, random));
  return image.logits.map(
    (_, c) => each.reduce((sum, own) => sum + (own[c] ?? 0), 0) / world.seeds,
  );
}

/** Probabilities by one model, which is surer of what is hard for all. */
function predict({ logits, isHard }: Image, { own }: World, random: RandomStream): number[] {
  const spread = isHard ? own / 3 : own;
  const powers = logits.map((logit) => Math.exp(1.5 * (logit + spread * random.normal())));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
