import { AppError, firstScheme } from '@crossfold/contracts';
import {
  averagePrecision,
  balancedAccuracy,
  brierScore,
  classRates,
  cohenKappa,
  confusionMatrix,
  evaluate,
  expectedCalibrationError,
  fitTemperature,
  groupAgainstRest,
  matthewsCorrelation,
  negativeLogLikelihood,
  reliabilityBins,
  rocArea,
  sensitivityAtSpecificity,
  tabulatePredictions,
  topKAccuracy,
  type ThresholdCounts,
} from '@crossfold/model';
import { randomStream, type RandomStream } from '@crossfold/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnv, runPython, scikitLearnRequirements } from '../support/python-env.js';

const randomCases = 400;

interface Case {
  readonly labels: number[];
  readonly probabilities: number[][];
  /** Classes that are called together against the rest. */
  readonly group: number[];
}

interface CurveScores {
  readonly area: number;
  readonly averagePrecision: number;
  readonly sensitivity: number;
}

/** Scores by name; null where one is not defined. */
interface Answer {
  readonly confusion: number[][];
  readonly bins: number[];
  readonly balancedAccuracy: number;
  readonly curves: (CurveScores | null)[];
  readonly group: CurveScores | null;
  /** Of the group, by the answers. */
  readonly answers: { readonly sensitivity: number; readonly specificity: number } | null;
  readonly temperature: number;
  readonly topK: number[];
  readonly plainTopK: number[] | null;
}

/** Every fourth has many ties, every fifth lacks a class, every twentieth has only one. */
function randomCase(index: number): Case {
  const random = randomStream('score-parity', index);
  const classes = 2 + random.integer(6);
  const images = 5 + random.integer(index % 10 === 0 ? 400 : 80);
  const present = index % 20 === 5 ? 1 : index % 5 === 0 ? classes - 1 : classes;
  const skill = 3 * random.uniform();
  const labels = Array.from({ length: images }, () =>
    random.uniform() < 0.5 ? 0 : random.integer(present),
  );
  return {
    labels,
    probabilities: labels.map((label) => {
      const logits = Array.from({ length: classes }, () => 2 * random.normal());
      logits[label] = (logits[label] ?? 0) + skill;
      return index % 4 === 0 ? tiedRow(random, classes) : softmax(logits);
    }),
    group: Array.from({ length: 1 + random.integer(classes - 1) }, (_, c) => c),
  };
}

/** Fifths, handed out one after the other. */
function tiedRow(random: RandomStream, classes: number): number[] {
  const row = new Array<number>(classes).fill(0);
  for (let part = 0; part < 5; part++) {
    const c = random.integer(classes);
    row[c] = (row[c] ?? 0) + 1;
  }
  return row.map((parts) => parts / 5);
}

function softmax(logits: number[]): number[] {
  const exponentials = logits.map((z) => Math.exp(z));
  const sum = exponentials.reduce((total, e) => total + e, 0);
  return exponentials.map((e) => e / sum);
}

function orNull<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof AppError && error.code === 'REQUEST_INVALID') return null;
    throw error;
  }
}

function predictionsOf({ labels, probabilities }: Case) {
  const classes = firstScheme.classes.slice(0, probabilities[0]?.length);
  return { classes, imageIds: labels.map((_, i) => `image-${i}`), labels, probabilities };
}

function curveScores(curve: () => ThresholdCounts): CurveScores | null {
  return orNull(() => ({
    area: rocArea(curve()),
    averagePrecision: averagePrecision(curve()),
    sensitivity: sensitivityAtSpecificity(curve(), 0.95),
  }));
}

function oursFor(one: Case): Omit<Answer, 'plainTopK' | 'answers'> {
  const table = tabulatePredictions(predictionsOf(one));
  const names = firstScheme.classes.slice(0, table.classes);
  const confusion = confusionMatrix(table.labels, table.predicted, table.classes);
  const rates = classRates(confusion);
  const reliability = reliabilityBins(table);
  const scores = {
    accuracy: topKAccuracy(table, 1),
    precision: rates.map(({ precision }) => precision),
    recall: rates.map(({ recall }) => recall),
    f1: rates.map(({ f1 }) => f1),
    mcc: matthewsCorrelation(confusion),
    kappa: cohenKappa(confusion),
    nll: negativeLogLikelihood(table),
    brier: brierScore(table),
    ece: expectedCalibrationError(reliability),
  };
  return {
    ...scores,
    confusion,
    bins: reliability.map(({ images }) => images),
    balancedAccuracy: balancedAccuracy(rates),
    curves: names.map((name, c) => curveScores(() => groupAgainstRest(table, [c], name))),
    group: curveScores(() => groupAgainstRest(table, one.group, 'group')),
    temperature: fitTemperature(table),
    topK: [1, 2, 3].map((k) => topKAccuracy(table, k)),
  };
}

/** Numbers of two answers that differ by more than this, relative where they are large. */
function differences(ours: unknown, theirs: unknown, tolerance: number, path = ''): string[] {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    const apart = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
    return apart <= tolerance ? [] : [`${path}: ${ours}, expected ${theirs}`];
  }
  if (ours === null || theirs === null || typeof ours !== 'object' || typeof theirs !== 'object') {
    return ours === theirs ? [] : [`${path}: ${String(ours)}, expected ${String(theirs)}`];
  }
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...keys].flatMap((key) =>
    differences(
      (ours as Record<string, unknown>)[key],
      (theirs as Record<string, unknown>)[key],
      tolerance,
      `${path}.${key}`,
    ),
  );
}

describe('scores beside scikit-learn', () => {
  const cases = Array.from({ length: randomCases }, (_, index) => randomCase(index));
  let answers: Answer[];

  beforeAll(async () => {
    const python = await ensurePythonEnv('scikit-learn', scikitLearnRequirements);
    const script = new URL('./scores.py', import.meta.url).pathname;
    answers = await runPython<Answer[]>(python, script, { cases });
  });

  it('gives the same score of every kind, and defines and refuses the same', () => {
    expect(answers).toHaveLength(cases.length);
    const found = cases.flatMap((one, i) => {
      const { plainTopK, temperature, ...theirs } = answers[i] as Answer;
      const { temperature: fitted, ...ours } = { ...oursFor(one), answers: theirs.answers };
      return [
        ...differences(ours, theirs, 1e-12, `case ${i}`),
        ...differences(fitted, temperature, 1e-7, `case ${i}.temperature`),
        ...(plainTopK ? differences(ours.topK, plainTopK, 1e-12, `case ${i}.plainTopK`) : []),
      ];
    });
    expect(found).toEqual([]);
  });

  it('evaluates over the classes that the images have, and refuses those of one class by name', () => {
    const evaluated = cases.map((one, i) => {
      const { curves, balancedAccuracy: expected } = answers[i] as Answer;
      const areas = curves.flatMap((curve) => (curve ? [curve.area] : []));
      const isMixed = one.labels.some((c) => c > 1 && c !== 4) && one.labels.some((c) => c < 2);
      const found = orNull(() => evaluate(predictionsOf(one), firstScheme.positive));
      expect(found === null, `case ${i}`).toBe(new Set(one.labels).size === 1);
      if (!found) return null;
      const { balancedAccuracy: scored, macroRocAuc, positiveRocAuc } = found.scores;
      expect(scored, `case ${i}`).toBeCloseTo(expected, 12);
      const area = areas.reduce((sum, one) => sum + one, 0) / areas.length;
      expect(macroRocAuc, `case ${i}`).toBeCloseTo(area, 12);
      expect(positiveRocAuc !== null, `case ${i}`).toBe(isMixed);
      return found;
    });
    expect(evaluated.filter((found) => found !== null).length).toBeGreaterThan(200);
    expect(evaluated.filter((found) => found === null).length).toBeGreaterThan(15);
  });

  it('gives the sensitivity and specificity of a group of classes by the answers', () => {
    const compared = cases.filter((one, i) => {
      const classes = one.group.flatMap((c) => firstScheme.classes[c] ?? []);
      const found = orNull(() => evaluate(predictionsOf(one), { title: 'group', classes }));
      if (!found) return false;
      const { positiveRecall: sensitivity, positiveSpecificity: specificity } = found.scores;
      const ours = sensitivity === null ? null : { sensitivity, specificity };
      expect(differences(ours, answers[i]?.answers, 1e-12, `case ${i}`)).toEqual([]);
      return ours !== null;
    });
    expect(compared.length).toBeGreaterThan(200);
  });

  it('compared at least 200 cases of each kind of curve, ties and single classes among them', () => {
    expect(answers.filter(({ group }) => group !== null).length).toBeGreaterThan(200);
    expect(answers.filter(({ plainTopK }) => plainTopK !== null).length).toBeGreaterThan(150);
    expect(answers.filter(({ curves }) => curves.every((c) => c === null)).length).toBeGreaterThan(
      15,
    );
  });
});
