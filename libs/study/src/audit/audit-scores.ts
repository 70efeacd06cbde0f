import {
  matchFileNames,
  type AuditedRow,
  type PredictedRow,
  type SplitAudit,
} from '@crossfold/data';
import { bootstrapSubset, type SubsetComparison } from '@crossfold/model';

/** Scores of the test images that one kind of part has, with those that leak and without. */
export interface AuditScores {
  /** What was scored: `out of fold`, or the name of a part. */
  readonly name: string;
  readonly images: number;
  readonly groups: number;
  readonly leakedImages: number;
  /** Classes without a test image, which macro scores leave out. */
  readonly absent: readonly string[];
  /** `all` minus `subset`: what images that leak add. Without a leak both are the same. */
  readonly scores: SubsetComparison;
}

export interface PredictionAudit {
  readonly scores: readonly AuditScores[];
  /** Images whose prediction was left out, and why. */
  readonly leftOut: {
    /** No image of the split. */
    readonly unknown: readonly string[];
    /** Images that models were trained on, and that are tested nowhere. */
    readonly training: readonly string[];
    /** Predicted by the model of another part, which has seen the image. */
    readonly otherPart: readonly string[];
    /** Without a label in either table. */
    readonly unlabelled: readonly string[];
  };
  /** Test images without a prediction. */
  readonly missing: readonly string[];
  /** Images whose two labels differ; the split's counts. */
  readonly relabelled: readonly string[];
}

interface Scored {
  readonly row: AuditedRow;
  readonly prediction: PredictedRow;
  readonly label: number;
}

/** Scores the predictions on the test images of a split that was audited. */
export function auditPredictions(
  audit: SplitAudit,
  predictions: readonly PredictedRow[],
): PredictionAudit {
  const { rows, classes, leaks } = audit;
  const byId = new Map(rows.map((row) => [row.imageId, row] as const));
  const tested = new Map(leaks.map(({ part, all }) => [part.name, { part, all }]));
  // An image that is in training and in a test part is scored where it is tested.
  for (const row of rows) if (tested.has(row.part)) byId.set(row.imageId, row);
  const leftOut = {
    unknown: new Set<string>(),
    training: new Set<string>(),
    otherPart: new Set<string>(),
    unlabelled: new Set<string>(),
  };
  const relabelled = new Set<string>();
  const scored = new Map<string, Scored[]>();
  for (const prediction of matchFileNames(predictions, [...byId.keys()])) {
    const { imageId } = prediction;
    const row = byId.get(imageId);
    const of = row && tested.get(row.part);
    const stated = row?.label ?? prediction.label;
    const label = classes.indexOf(stated ?? '');
    if (row?.label && prediction.label && row.label !== prediction.label) relabelled.add(imageId);
    if (!row) leftOut.unknown.add(imageId);
    else if (!of) leftOut.training.add(imageId);
    else if (
      prediction.part !== null &&
      prediction.part !== row.part &&
      of.part.trainedOn.includes(prediction.part)
    ) {
      leftOut.otherPart.add(imageId);
    } else if (label === -1) leftOut.unlabelled.add(imageId);
    else {
      const name = of.part.role === 'fold' ? outOfFold : of.part.name;
      const some = scored.get(name) ?? [];
      scored.set(name, some);
      some.push({ row, prediction, label });
    }
  }
  const predicted = new Set([...scored.values()].flat().map(({ row }) => row.imageId));
  const lists = Object.entries(leftOut).map(([name, ids]) => [name, [...ids]]);
  return {
    scores: [...scored].map(([name, some]) => scoreTested(name, some, audit)),
    leftOut: Object.fromEntries(lists) as PredictionAudit['leftOut'],
    missing: rows
      .filter(({ part, imageId }) => tested.has(part) && !predicted.has(imageId))
      .map(({ imageId }) => imageId),
    relabelled: [...relabelled],
  };
}

const outOfFold = 'out of fold';

function scoreTested(
  name: string,
  some: readonly Scored[],
  { classes, leaks }: SplitAudit,
): AuditScores {
  const leaked = new Set(leaks.flatMap(({ all }) => [...all]));
  const hasProbabilities = some.every(({ prediction }) => prediction.probabilities !== null);
  const clusters = some.map(({ row }) => row.group ?? row.imageId);
  const present = new Set(some.map(({ label }) => label));
  const isLeaked = (row: AuditedRow) => leaked.has(row.line);
  return {
    name,
    images: some.length,
    groups: new Set(clusters).size,
    leakedImages: some.filter(({ row }) => isLeaked(row)).length,
    absent: classes.filter((_, c) => !present.has(c)),
    scores: bootstrapSubset({
      classes: classes.length,
      labels: some.map(({ label }) => label),
      predicted: some.map(({ prediction }) => classes.indexOf(prediction.predicted)),
      probabilities: hasProbabilities
        ? some.flatMap(({ prediction }) => prediction.probabilities ?? [])
        : undefined,
      subset: some.map(({ row }) => (isLeaked(row) ? 0 : 1)),
      clusters,
      seed: 0,
    }),
  };
}
