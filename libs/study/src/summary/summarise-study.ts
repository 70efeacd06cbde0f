import {
  components,
  countRepeats,
  ensembleVariants,
  stateOfEnd,
  desiredStateFor,
  type Comparison,
  type Control,
  type CrossValidatedEnsemble,
  type ForeignArm,
  type Leakage,
  type PositiveGroup,
  type Predictions,
  type Report,
  type Variant,
  type VariantReport,
} from '@crossfold/contracts';
import { groupOf, leakedImages } from '@crossfold/data';
import {
  boundOf,
  evaluate,
  groupIntervals,
  poolPredictions,
  scoreTemperatures,
  summariseCells,
  trivialScores,
  type CellComparison,
} from '@crossfold/model';
import type { ForeignCell } from '../foreign/foreign-cells.js';
import { raceRecord } from '../race/race-record.js';
import { stopRecord } from '../stopping/stop-record.js';
import { scoresOfCell } from './cell-scores.js';
import { measureClasses, sealedSize } from './class-sizes.js';
import {
  crossValidateEnsemble,
  holdOut,
  type HeldOutCell,
  type HeldOutVariant,
} from './cross-validate-ensemble.js';
import { compareLeaked } from './compare-leaked.js';
import { compareForeignArm, compareVariants } from './compare-variants.js';
import { countFalseVerdicts, judgeComparisons } from './judge-comparisons.js';
import { writeNotes } from './notes.js';
import { publishedBeside } from './published-beside.js';
import { findOneClassCells } from './one-class-cells.js';
import type { CellEnd, CellResult, StudyResults } from './study-results.js';
import { worstCase } from './worst-case.js';

/**
 * The answer of a study, from its results alone. Every cell is in it: as a result, a failure, a
 * skip, a cancellation, or as missing by name. The predictions of one variant are in memory at a time,
 * beside those of the baseline and of other references.
 *
 * @param onVariant told of each variant while its predictions are in memory
 * @throws AppError as reading predictions does
 */
export async function summariseStudy(
  results: StudyResults,
  writtenAt: string,
  onVariant: (
    variant: Pick<Variant, 'name' | 'role'>,
    predictions: readonly Predictions[],
  ) => void = () => undefined,
): Promise<Report> {
  const { study, foldPlan, cells, control, ensemble, positive } = results;
  const cancelled = control.desired === 'cancel';
  const pool = foldPlan.assignments.filter(({ fold }) => fold !== 'sealed');
  const groups = new Map(foldPlan.assignments.map((row) => [row.imageId, groupOf(row)]));
  const cellsOf = ({ name }: Variant) =>
    results.withPredictions(cells.filter(({ cell }) => cell.variant === name));
  const { options } = study.foldPlan;
  const leaked = new Set(leakedImages(foldPlan.assignments));
  const trivial = trivialScores(
    pool.map(({ label }) => foldPlan.classes.indexOf(label)),
    foldPlan.classes,
  );
  const context = { repeats: countRepeats(options), groups, control, trivial, positive };
  const summaries: VariantReport[] = [];
  const comparisons = new Map<string, CellComparison>();
  const leakage: Leakage[] = [];
  const crossValidated: CrossValidatedEnsemble[] = [];
  const voting = study.ensemble ? ensembleVariants(study.ensemble) : [];
  const voters: HeldOutVariant[] = [];
  let baseline: readonly CellResult[] = [];
  const named = new Set(study.variants.flatMap(({ reference }) => reference ?? []));
  const references = new Map<string, readonly CellResult[]>();
  /** What is said of a variant's predictions alone, whoever made them. */
  const readAlone = (
    variant: Pick<Variant, 'name' | 'role'>,
    views: HeldOutVariant['views'],
    own: readonly HeldOutCell[],
  ): HeldOutVariant | null => {
    onVariant(variant, predictionsOf(own));
    leakage.push(...leakageOf(variant, own, leaked));
    const held = holdOut({ name: variant.name, views }, own);
    const alone = held && crossValidateEnsemble([held], context);
    if (alone) crossValidated.push(alone);
    return held;
  };
  for (const variant of study.variants) {
    const own = await cellsOf(variant);
    const held = readAlone(variant, variant.config.evaluation.testTimeAugmentation, own);
    if (variant.role === 'baseline') baseline = own;
    const isBaseline = variant.role === 'baseline';
    if (named.has(variant.name)) references.set(variant.name, own);
    // The reference of a design comes before its arms.
    const reference = variant.reference ? references.get(variant.reference) : baseline;
    if (!reference) throw new RangeError(`expected ${variant.reference} before ${variant.name}`);
    const compared = isBaseline ? null : compareVariants(own, reference, groups);
    if (compared?.overCells) comparisons.set(variant.name, compared.overCells);
    const comparison = compared?.comparison ?? null;
    summaries.push(
      summariseVariant(variant, own, isBaseline ? null : reference, comparison, context),
    );
    if (held && voting.includes(variant.name)) voters.push(held);
  }
  for (const arm of study.foreignArms ?? []) {
    const own = await results.foreignCells(arm);
    readAlone({ name: arm.name, role: 'arm' }, null, own);
    const { comparison, overCells } = compareForeignArm(own, baseline, groups);
    if (overCells) comparisons.set(arm.name, overCells);
    summaries.push(summariseForeign(arm, own, comparison, context));
  }
  const together = voters.length > 1 ? crossValidateEnsemble(voters, context) : null;
  const ensembleMissing = ensemble ? null : whyNoEnsemble(results, cancelled);
  const variants = judgeComparisons(summaries, comparisons, study);
  return {
    schemaVersion: 6,
    studyId: study.studyId,
    name: study.name,
    state: cancelled ? 'cancelled' : finalState(variants, ensembleMissing, control),
    edition: control.edition,
    writtenAt,
    dataset: {
      name: study.dataset.name,
      manifestSha256: study.dataset.manifestSha256,
      positive,
      group: foldPlan.group,
    },
    foldPlan: study.foldPlan,
    sealedPart: sealedSize(foldPlan),
    classSizes: measureClasses(foldPlan),
    seeds: study.seeds,
    marginPoints: study.marginPoints ?? 1,
    nullArms: countFalseVerdicts(variants),
    leakage,
    asked: study.question ?? null,
    question: [],
    // What comes to it from elsewhere: see `writeReport`.
    dataFlow: null,
    series: null,
    headlines: [],
    configuration: null,
    caveats: [],
    notes: writeNotes(results, leakage, variants),
    trivial,
    variants,
    ensemble,
    crossValidated: together ? [...crossValidated, together] : crossValidated,
    published: publishedBeside(study, foldPlan),
    crossEvaluations: [],
    sealedOpenings: [...results.sealedOpenings],
    ensembleMissing,
    race: raceRecord(study, results.raceDecisions, control),
    stopping: stopRecord(study, results.stopDecisions, control),
    failures: listFailures(cells, control),
  };
}

/** What the summary of a variant rests on beside its cells. */
interface SummaryContext {
  readonly repeats: number;
  readonly groups: ReadonlyMap<string, string>;
  readonly control: Control;
  readonly trivial: Report['trivial'];
  readonly positive: PositiveGroup | null;
}

/** What is known of a model made elsewhere: its predictions. */
function summariseForeign(
  { name, file, sha256 }: ForeignArm,
  cells: readonly ForeignCell[],
  comparison: Comparison,
  context: SummaryContext,
): VariantReport {
  const pooled = poolPredictions(predictionsOf(cells));
  const scores = cells.map(({ predictions }) => evaluate(predictions, context.positive).scores);
  return {
    name,
    title: `foreign, ${file}`,
    role: 'arm',
    removedComponent: null,
    isNull: false,
    foreign: { file, sha256, seeds: new Set(cells.map(({ cell }) => cell.seed)).size },
    cells: { succeeded: cells.length, failed: 0, skipped: 0, racedOut: 0, cancelled: 0 },
    pooled: pooled && evaluate(pooled, context.positive),
    calibration: null,
    segmentation: null,
    oneClassCells: [],
    worstCase: null,
    intervals: pooled && groupIntervals(pooled, context.groups),
    repeats: summariseRepeats(cells, context),
    overCells: summariseCells(scores),
    comparison,
  };
}

/** Of those of the cells that have a result. */
function predictionsOf(cells: readonly HeldOutCell[]): Predictions[] {
  return cells.flatMap(({ predictions }) => predictions ?? []);
}

/** Trials that were cancelled one by one are what was wanted, and no failure. */
function finalState(
  variants: readonly VariantReport[],
  ensembleMissing: string | null,
  { outOfBudget }: Control,
): Report['state'] {
  if (variants.every(({ cells }) => cells.succeeded === 0)) return 'failed';
  const isLost = variants.some(({ cells }) => cells.failed + cells.skipped > 0);
  if (outOfBudget) return 'finished-with-failures';
  return isLost || ensembleMissing !== null ? 'finished-with-failures' : 'finished';
}

function summariseVariant(
  variant: Variant,
  cells: readonly CellResult[],
  reference: readonly CellResult[] | null,
  comparison: Comparison | null,
  context: SummaryContext,
): VariantReport {
  const parts = predictionsOf(cells);
  const pooled = poolPredictions(parts);
  const scores = cells.flatMap((cell) => scoresOfCell(cell, context.positive) ?? []);
  const succeeded = scores.length;
  const cancelled = cells.filter((result) => isCancelled(result, context.control)).length;
  const count = (state: ReturnType<typeof stateOfEnd>) =>
    cells.filter(({ failure }) => failure && stateOfEnd(failure) === state).length;
  const [skipped, racedOut] = [count('skipped'), count('raced-out')];
  const failed = cells.length - succeeded - skipped - racedOut - cancelled;
  return {
    name: variant.name,
    title: variant.removedComponent ? components[variant.removedComponent].title : variant.name,
    role: variant.role,
    removedComponent: variant.removedComponent,
    isNull: variant.isNull ?? false,
    ...(variant.reference !== undefined && { reference: variant.reference }),
    cells: { succeeded, failed, skipped, racedOut, cancelled },
    pooled: pooled && evaluate(pooled, context.positive),
    calibration: summariseCalibration(cells),
    segmentation: summariseSegmentation(cells),
    oneClassCells: findOneClassCells(cells),
    worstCase: worstCase(
      // What was cancelled or raced out was not wanted: no result of it is lost.
      cells.filter((result) => !isCancelled(result, context.control) && !isRacedOut(result)),
      reference,
      context.trivial,
    ),
    intervals: pooled && groupIntervals(pooled, context.groups),
    repeats: summariseRepeats(cells, context),
    overCells: summariseCells(scores),
    comparison,
  };
}

/**
 * Each repeat tests every image once for each seed, so each has out-of-fold scores of its own; one
 * without a finished cell is left out.
 */
function summariseRepeats(
  cells: readonly HeldOutCell[],
  { repeats }: SummaryContext,
): VariantReport['repeats'] {
  if (repeats === 1) return [];
  return Array.from({ length: repeats }, (_, repeat) => repeat).flatMap((repeat) => {
    const own = cells.filter(({ cell }) => cell.repeat === repeat);
    const pooled = poolPredictions(predictionsOf(own));
    if (!pooled) return [];
    const { images, scores } = evaluate(pooled, null);
    const { accuracy, balancedAccuracy, macroF1 } = scores;
    return [{ images, accuracy, balancedAccuracy, macroF1 }];
  });
}

function isRacedOut({ failure }: CellEnd): boolean {
  return failure !== null && stateOfEnd(failure) === 'raced-out';
}

/** None where the plan does not leak. */
function leakageOf(
  { name }: Pick<Variant, 'name'>,
  cells: readonly HeldOutCell[],
  leaked: ReadonlySet<string>,
): Leakage[] {
  if (leaked.size === 0) return [];
  const pooled = poolPredictions(predictionsOf(cells));
  const leakage = pooled && compareLeaked(name, pooled, leaked);
  return leakage ? [leakage] : [];
}

function summariseCalibration(cells: readonly CellResult[]): VariantReport['calibration'] {
  const parts = cells.flatMap(({ cell: { trialId }, receipt, predictions }) =>
    receipt?.calibration && predictions ? [{ trialId, predictions, ...receipt.calibration }] : [],
  );
  const scores = scoreTemperatures(parts);
  const range = (values: readonly number[]): [number, number] => [
    Math.min(...values),
    Math.max(...values),
  ];
  return (
    scores && {
      temperatures: range(parts.map(({ temperature }) => temperature)),
      cells: parts.length,
      atBound: parts.flatMap(({ trialId, temperature }) => (boundOf(temperature) ? trialId : [])),
      innerImages: range(parts.map(({ images }) => images)),
      ...scores,
    }
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

function whyNoEnsemble(
  { study, cells, control, ensembleFailure }: StudyResults,
  cancelled: boolean,
): string | null {
  const { studyId, ensemble } = study;
  if (!ensemble) return null;
  if (cancelled) return 'the study was cancelled before its ensemble was scored';
  if (control.outOfBudget) {
    return 'the study was stopped for want of budget before its ensemble was scored';
  }
  const variants = ensembleVariants(ensemble);
  const hasModel = cells.some(({ cell, receipt }) => receipt && variants.includes(cell.variant));
  if (!hasModel) return `no trial of variant ${variants.join(' or ')} succeeded`;
  const { code, message, remedy } = ensembleFailure ?? {
    code: 'INTERNAL',
    message: 'it ended without a result or a reason',
    remedy: 'See the log of the workers.',
  };
  return `scoring it failed with ${code}: ${message} (${remedy} Then use "crossfold study retry ${studyId}")`;
}

function listFailures(cells: readonly CellEnd[], control: Control): Report['failures'] {
  return cells.flatMap((result) => {
    const { receipt, failure } = result;
    const { trialId } = result.cell;
    if (receipt) return [];
    if (isRacedOut(result)) return [];
    if (failure) return [{ trialId, code: failure.code, message: failure.message }];
    return isCancelled(result, control)
      ? [{ trialId, code: 'CANCELLED', message: whyCancelled(control) }]
      : [{ trialId, code: 'TRIAL_CRASHED', message: 'ended without a result or a reason' }];
  });
}

function whyCancelled({ outOfBudget }: Control): string {
  if (!outOfBudget) return 'cancelled before it finished';
  return `not run, or stopped, for want of budget: ${outOfBudget.message}`;
}

function isCancelled({ cell, receipt, failure }: CellEnd, control: Control): boolean {
  return !receipt && !failure && desiredStateFor(control, cell.trialId) === 'cancel';
}
