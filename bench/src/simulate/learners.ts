import type { RandomStream } from '@crossfold/random';

/*
 * Small networks on drawn points, trained by stochastic gradient descent: learners whose scores
 * have the correlations that folds, overlapping training parts and seeds really give.
 */

const classes = 3;
const shares = [0.5, 0.3, 0.2] as const;
export const features = 6;

export interface Points {
  /** [points, features] */
  readonly inputs: Float64Array;
  /** [points] */
  readonly labels: Uint8Array;
}

/** Where the classes lie, fixed for all data sets: one population. */
export function drawCentres(random: RandomStream): Float64Array {
  return Float64Array.from({ length: classes * features }, () => 0.8 * random.normal());
}

/** A data set of the population: each class has its share, to a point. */
export function drawPoints(centres: Float64Array, count: number, random: RandomStream): Points {
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const at = (i + 0.5) / count;
    return at < shares[0] ? 0 : at < shares[0] + shares[1] ? 1 : 2;
  });
  const inputs = Float64Array.from({ length: count * features }, (_, i) => {
    const label = labels[Math.floor(i / features)] as number;
    return (centres[label * features + (i % features)] as number) + random.normal();
  });
  return { inputs, labels };
}

/** How a learner trains; it sees the first `sees` features. */
export interface Learner {
  readonly sees: number;
  readonly hidden: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  /** Standard deviation of the first weights. */
  readonly start: number;
}

/** Balanced accuracy on the points of `test`, after training on those of `train`. */
export function trainAndScore(
  { sees, hidden, steps, batch, rate, start }: Learner,
  { inputs, labels }: Points,
  train: readonly number[],
  test: readonly number[],
  random: RandomStream,
): number {
  const draw = (length: number) => Float64Array.from({ length }, () => start * random.normal());
  const [first, second] = [draw((sees + 1) * hidden), draw((hidden + 1) * classes)];
  const inner = new Float64Array(hidden + 1);
  const outer = new Float64Array(classes);

  function forward(point: number): void {
    inner[hidden] = 1;
    for (let h = 0; h < hidden; h++) {
      let sum = first[sees * hidden + h] as number;
      for (let f = 0; f < sees; f++) {
        sum += (inputs[point * features + f] as number) * (first[f * hidden + h] as number);
      }
      inner[h] = Math.tanh(sum);
    }
    let total = 0;
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (let h = 0; h <= hidden; h++) {
        sum += (inner[h] as number) * (second[h * classes + c] as number);
      }
      outer[c] = Math.exp(sum);
      total += outer[c] as number;
    }
    for (let c = 0; c < classes; c++) outer[c] = (outer[c] as number) / total;
  }

  /** One example at a time with a batch's share of the rate: plain gradient descent. */
  function learn(point: number, step: number): void {
    forward(point);
    const label = labels[point] as number;
    for (let c = 0; c < classes; c++) outer[c] = (outer[c] as number) - (c === label ? 1 : 0);
    for (let h = 0; h <= hidden; h++) {
      let back = 0;
      for (let c = 0; c < classes; c++) {
        const at = h * classes + c;
        back += (second[at] as number) * (outer[c] as number);
        second[at] = (second[at] as number) - step * (outer[c] as number) * (inner[h] as number);
      }
      if (h === hidden) continue;
      const slope = step * back * (1 - (inner[h] as number) ** 2);
      for (let f = 0; f < sees; f++) {
        const at = f * hidden + h;
        first[at] = (first[at] as number) - slope * (inputs[point * features + f] as number);
      }
      const bias = sees * hidden + h;
      first[bias] = (first[bias] as number) - slope;
    }
  }

  for (let example = 0; example < steps * batch; example++) {
    learn(train[random.integer(train.length)] as number, rate / batch);
  }
  const hits = new Float64Array(classes);
  const counts = new Float64Array(classes);
  for (const point of test) {
    forward(point);
    const label = labels[point] as number;
    counts[label] = (counts[label] as number) + 1;
    if (outer.indexOf(Math.max(...outer)) === label) hits[label] = (hits[label] as number) + 1;
  }
  const present = [0, 1, 2].filter((c) => (counts[c] as number) > 0);
  return (
    present.reduce((sum, c) => sum + (hits[c] as number) / (counts[c] as number), 0) /
    present.length
  );
}
