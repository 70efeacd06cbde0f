import type { Curve, Predictions, VariantCurves } from '@crossfold/contracts';
import {
  groupAgainstRest,
  precisionAt,
  reliabilityBins,
  riskAtCoverage,
  rocAt,
  tabulatePredictions,
} from '@crossfold/model';

const steps = 50;

/** Where the curves of a report are measured, from 0 to 1. */
export const curveGrid: readonly number[] = Array.from({ length: steps + 1 }, (_, i) => i / steps);

/** Curves of each class fit on a page up to so many; of more, the mean over them alone is kept. */
const maxClassCurves = 12;

/**
 * The curves of a variant: measured in each cell alone, whose models differ, and averaged over the
 * cells at the same place of the grid (vertical averaging, Fawcett 2006).
 *
 * @param cells out-of-fold predictions of its cells
 * @returns null without a cell
 */
export function measureCurves(
  variant: string,
  cells: readonly Predictions[],
): VariantCurves | null {
  const [first] = cells;
  if (!first) return null;
  const measured = cells.map(measureCell);
  const riskCoverage = averageCurves(measured.map(({ risk }) => risk));
  if (!riskCoverage) return null;
  const classCurves = (pick: (part: ClassCurves) => readonly number[]) => [
    ...withClass(
      null,
      averageCurves(measured.flatMap(({ classes }) => meanOverClasses(classes, pick))),
    ),
    ...(first.classes.length > maxClassCurves ? [] : first.classes).flatMap((name, c) =>
      withClass(
        name,
        averageCurves(measured.flatMap(({ classes }) => (classes[c] ? [pick(classes[c])] : []))),
      ),
    ),
  ];
  return {
    variant,
    roc: classCurves(({ roc }) => roc),
    precisionRecall: classCurves(({ precision }) => precision),
    riskCoverage,
    reliability: averageBins(measured.map(({ reliability }) => reliability)),
  };
}

interface ClassCurves {
  readonly roc: readonly number[];
  readonly precision: readonly number[];
}

interface CellCurves {
  /** Null for a class that the cell has no image of, or nothing else. */
  readonly classes: readonly (ClassCurves | null)[];
  readonly risk: readonly number[];
  readonly reliability: readonly ReliabilityBin[];
}

type ReliabilityBin = ReturnType<typeof reliabilityBins>[number];

function measureCell(predictions: Predictions): CellCurves {
  const table = tabulatePredictions(predictions);
  const classes = predictions.classes.map((name, c) => {
    const images = table.labels.filter((label) => label === c).length;
    if (images === 0 || images === table.images) return null;
    const counts = groupAgainstRest(table, [c], name);
    return { roc: rocAt(counts, curveGrid), precision: precisionAt(counts, curveGrid) };
  });
  return {
    classes,
    risk: riskAtCoverage(table, curveGrid),
    reliability: reliabilityBins(table),
  };
}

/** Of each bin, over the cells that have images in it. */
function averageBins(
  cells: readonly (readonly ReliabilityBin[])[],
): NonNullable<VariantCurves['reliability']> {
  return (cells[0] ?? []).map((_, bin) => {
    const filled = cells.flatMap((bins) => {
      const { confidence = null, accuracy = null } = bins[bin] ?? {};
      return confidence === null || accuracy === null ? [] : [[confidence, accuracy]];
    });
    const { cells: count = 0, mean = [], sd = null } = averageCurves(filled) ?? {};
    const [confidence = null, accuracy = null] = mean;
    return { cells: count, confidence, accuracy, sd: sd?.[1] ?? null };
  });
}

function meanOverClasses(
  classes: CellCurves['classes'],
  pick: (part: ClassCurves) => readonly number[],
): (readonly number[])[] {
  const mean = averageCurves(classes.flatMap((part) => (part ? [pick(part)] : [])));
  return mean ? [mean.mean] : [];
}

function withClass(name: string | null, curve: Curve | null): VariantCurves['roc'] {
  return curve ? [{ class: name, ...curve }] : [];
}

/** Mean and sample standard deviation at each place of the grid; null without a curve. */
function averageCurves(curves: readonly (readonly number[])[]): Curve | null {
  const [first] = curves;
  if (!first) return null;
  const n = curves.length;
  const mean = first.map((_, i) => curves.reduce((sum, curve) => sum + (curve[i] ?? 0), 0) / n);
  const sd = mean.map((centre, i) => {
    const squares = curves.reduce((sum, curve) => sum + ((curve[i] ?? 0) - centre) ** 2, 0);
    return Math.sqrt(squares / (n - 1));
  });
  return { cells: n, mean: mean.map(rounded), sd: n === 1 ? null : sd.map(rounded) };
}

/** Four decimals are finer than a line is wide. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
