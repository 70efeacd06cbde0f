import {
  components,
  countRepeats,
  wishFor,
  type Control,
  type Leakage,
  type Report,
  type Study,
  type Variant,
  type VariantReport,
} from '@crossfold/contracts';
import { groupOf, leakedImages } from '@crossfold/data';
import {
  adjustHolm,
  evaluate,
  groupIntervals,
  poolPredictions,
  scoreTemperatures,
  summariseCells,
  trivialScores,
} from '@crossfold/model';
import { compareLeaked } from './compare-leaked.js';
import { compareVariants, type ComparisonContext } from './compare-variants.js';
import { writeNotes } from './notes.js';
import type { CellResult, StudyResults } from './study-results.js';

/**
 * The answer of a study, from its results alone. Every cell is in it: as a result, a failure, a
 * cancellation, or as missing by name.
 */
export function summariseStudy(results: StudyResults, writtenAt: string): Report {
  const { study, foldPlan, cells, control, ensemble } = results;
  const cancelled = control.wish === 'cancel';
  const pool = foldPlan.assignments.filter(({ fold }) => fold !== 'test');
  const groups = new Map(foldPlan.assignments.map((row) => [row.imageId, groupOf(row)]));
  const cellsOf = (name: string) => cells.filter(({ cell }) => cell.variant === name);
  const baseline = cellsOf(study.variants[0]?.name ?? '');
  const { options } = study.foldPlan;
  const { folds } = options;
  const context = { folds, repeats: countRepeats(options), seeds: study.seeds.length, groups };
  const variants = study.variants.map((variant) =>
    summariseVariant(variant, cellsOf(variant.name), baseline, context, control),
  );
  const classes = [...new Set(pool.map(({ dx }) => dx))].sort();
  const succeeded = cells.some(({ receipt }) => receipt !== null);
  const leakage = listLeakage(results);
  return {
    schemaVersion: 1,
    studyId: study.studyId,
    name: study.name,
    state: cancelled ? 'cancelled' : succeeded ? 'finished' : 'failed',
    edition: control.edition,
    writtenAt,
    dataset: study.dataset,
    foldPlan: study.foldPlan,
    seeds: study.seeds,
    leakage,
    notes: writeNotes(results, leakage, variants),
    trivial: trivialScores(
      pool.map(({ dx }) => classes.indexOf(dx)),
      classes,
    ),
    variants: adjustComparisons(variants),
    ensemble,
    crossEvaluations: [],
    sealedOpenings: [...results.sealedOpenings],
    ensembleMissing: ensemble ? null : whyNoEnsemble(study, cells, cancelled),
    failures: listFailures(cells, control),
  };
}

function summariseVariant(
  variant: Variant,
  cells: readonly CellResult[],
  baseline: readonly CellResult[],
  context: ComparisonContext,
  control: Control,
): VariantReport {
  const parts = cells.flatMap(({ predictions }) => predictions ?? []);
  const pooled = poolPredictions(parts);
  const scores = cells.flatMap(({ receipt }) => receipt?.evaluation.scores ?? []);
  const succeeded = scores.length;
  const cancelled = cells.filter((result) => isCancelled(result, control)).length;
  const failed = cells.length - succeeded - cancelled;
  return {
    name: variant.name,
    title: variant.removedComponent ? components[variant.removedComponent].title : variant.name,
    role: variant.role,
    removedComponent: variant.removedComponent,
    cells: { succeeded, failed, cancelled },
    pooled: pooled && evaluate(pooled),
    calibration: summariseCalibration(cells),
    segmentation: summariseSegmentation(cells),
    intervals: pooled && groupIntervals(pooled, context.groups),
    repeats: summariseRepeats(cells, context),
    overCells: summariseCells(scores),
    comparison: variant.role === 'baseline' ? null : compareVariants(cells, baseline, context),
  };
}

/**
 * Each repeat tests every image once for each seed, so each has out-of-fold scores of its own; one
 * without a finished cell is left out.
 */
function summariseRepeats(
  cells: readonly CellResult[],
  { folds, repeats }: ComparisonContext,
): VariantReport['repeats'] {
  if (repeats === 1) return [];
  return Array.from({ length: repeats }, (_, repeat) => repeat).flatMap((repeat) => {
    const own = cells.filter(({ cell }) => Math.floor(cell.fold / folds) === repeat);
    const pooled = poolPredictions(own.flatMap(({ predictions }) => predictions ?? []));
    if (!pooled) return [];
    const { images, scores } = evaluate(pooled);
    const { accuracy, balancedAccuracy, macroF1 } = scores;
    return [{ images, accuracy, balancedAccuracy, macroF1 }];
  });
}

/** None where the plan does not leak. */
function listLeakage({ study, foldPlan, cells }: StudyResults): Leakage[] {
  const leaked = new Set(leakedImages(foldPlan.assignments));
  if (leaked.size === 0) return [];
  return study.variants.flatMap(({ name }) => {
    const own = cells.filter(({ cell }) => cell.variant === name);
    const pooled = poolPredictions(own.flatMap(({ predictions }) => predictions ?? []));
    return (pooled && compareLeaked(name, pooled, leaked)) ?? [];
  });
}

function summariseCalibration(cells: readonly CellResult[]): VariantReport['calibration'] {
  const parts = cells.flatMap(({ receipt, predictions }) =>
    receipt?.calibration && predictions
      ? [{ predictions, temperature: receipt.calibration.temperature }]
      : [],
  );
  const scores = scoreTemperatures(parts);
  const temperatures = parts.map(({ temperature }) => temperature);
  return (
    scores && { temperatures: [Math.min(...temperatures), Math.max(...temperatures)], ...scores }
  );
}

/** Mean over all test images that have a mask, each as often as it is tested. */
function summariseSegmentation(cells: readonly CellResult[]): VariantReport['segmentation'] {
  const parts = cells.flatMap(({ receipt }) => receipt?.segmentation ?? []);
  const images = parts.reduce((sum, part) => sum + part.images, 0);
  if (images === 0) return null;
  const total = parts.reduce((sum, part) => sum + part.images * part.meanDice, 0);
  return { images, meanDice: Math.min(1, total / images) };
}

/** Holm over the arms that have a p-value: a family of comparisons with one baseline. */
function adjustComparisons(variants: readonly VariantReport[]): VariantReport[] {
  const tested = variants.flatMap(({ name, comparison }) =>
    comparison && comparison.p !== null ? [{ name, p: comparison.p }] : [],
  );
  const adjusted = adjustHolm(tested.map(({ p }) => p));
  const byName = new Map(tested.map(({ name }, i) => [name, adjusted[i] ?? null]));
  return variants.map((variant) => ({
    ...variant,
    comparison: variant.comparison && {
      ...variant.comparison,
      adjustedP: byName.get(variant.name) ?? null,
    },
  }));
}

function whyNoEnsemble(
  { ensemble }: Study,
  cells: readonly CellResult[],
  cancelled: boolean,
): string | null {
  if (!ensemble) return null;
  if (cancelled) return 'the study was cancelled before its ensemble was scored';
  const variants = [ensemble.variant, ...ensemble.partners];
  return cells.some(({ cell, receipt }) => receipt && variants.includes(cell.variant))
    ? 'scoring the ensemble failed; see the log of the workers'
    : `no trial of variant ${variants.join(' or ')} succeeded`;
}

function listFailures(cells: readonly CellResult[], control: Control): Report['failures'] {
  return cells.flatMap((result) => {
    const { receipt, failure } = result;
    const { trialId } = result.cell;
    if (receipt) return [];
    if (failure) return [{ trialId, code: failure.code, message: failure.message }];
    return isCancelled(result, control)
      ? [{ trialId, code: 'CANCELLED', message: 'cancelled before it finished' }]
      : [{ trialId, code: 'TRIAL_CRASHED', message: 'ended without a result or a reason' }];
  });
}

function isCancelled({ cell, receipt, failure }: CellResult, control: Control): boolean {
  return !receipt && !failure && wishFor(control, cell.trialId) === 'cancel';
}
