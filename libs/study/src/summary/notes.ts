import {
  foldsText,
  groupWords,
  usesOtsuMasks,
  plural,
  type FoldPlan,
  type Leakage,
  type VariantReport,
  type Winner,
} from '@crossfold/contracts';
import { sealedSize } from './class-sizes.js';
import type { StudyResults } from './study-results.js';

/** What a reader must know before believing a number of the report. */
export function writeNotes(
  { study, cells, control, ensemble, foldPlan, sealedOpenings }: StudyResults,
  leakage: readonly Leakage[],
  reports: readonly Pick<VariantReport, 'name' | 'segmentation' | 'cells'>[],
): string[] {
  const { leak, options } = study.foldPlan;
  const { one, many } = groupWords(foldPlan);
  const hasPatients = foldPlan.assignments.some(({ patientId }) => patientId !== undefined);
  const resampled = hasPatients ? `patients where known, else ${many}` : many;
  const notes: string[] = [];
  const random = study.variants.filter(({ config }) => config.model.weights.from === 'random');
  if (random.length > 0) {
    const which = random.length === study.variants.length ? 'All variants' : list(random);
    notes.push(`${which} started from random weights: this is no transfer learning.`);
  }
  const { winner } = study.series ?? {};
  if (winner) notes.push(howItWon(winner));
  if (study.duplicates) {
    const same = study.duplicates.map(({ name, sameAs }) => `${name} (${sameAs})`);
    notes.push(
      `Arms of designs that were not trained, since another variant is the same: ${same.join(', ')}.`,
    );
  }
  if (leak.leakedImages > 0) {
    const share = Math.round((100 * leak.leakedImages) / leak.poolImages);
    notes.push(
      `LEAK: ${leak.leakedImages} of ${leak.poolImages} test images (${share} %) have their ${one} in training too. These scores are inflated and comparable with no honest ones.`,
      ...leakage.map((leak) => whyInflated(leak, one)),
    );
  } else {
    notes.push(`No ${one} has images on both sides of a split.`);
  }
  if (foldPlan.imported) {
    const { leftOutImages } = foldPlan.imported;
    const leftOut = leftOutImages > 0 ? ` It leaves ${leftOutImages} images out.` : '';
    notes.push(`The fold plan was made elsewhere and imported.${leftOut}`);
  }
  for (const reference of new Set(study.variants.flatMap((variant) => variant.reference ?? []))) {
    const names = study.variants.filter((variant) => variant.reference === reference);
    notes.push(
      `${list(names)}: compared with ${reference}, which has none of the components that they add one each of; differences, p and verdicts are what each adds to it.`,
    );
  }
  for (const { name, file, sha256 } of study.foreignArms ?? []) {
    notes.push(
      `${name} is a foreign model: the predictions of ${file} (SHA-256 ${sha256.slice(0, 12)}), made elsewhere by these folds. It is compared with the baseline by fold, the seeds of each averaged. That it saw no test image is the word of who made it; its settings, what it was trained on and what it costs are not known.`,
    );
  }
  notes.push(...whatIsSealed(foldPlan));
  if (sealedOpenings.length > 1) {
    const studies = new Set(sealedOpenings.map(({ studyId }) => studyId)).size;
    notes.push(
      `The sealed part has been opened ${sealedOpenings.length} times, by ${plural(studies, 'study', 'studies')}: a score on it that was chosen after an earlier look is too high.`,
    );
  }
  for (const { name, config } of study.variants) {
    if (!usesOtsuMasks(config.region)) continue;
    const found = reports.find((report) => report.name === name)?.segmentation;
    notes.push(`${name} finds regions by a threshold (Otsu): ${howWellFound(found ?? null)}.`);
  }
  if (options.repeats !== undefined) {
    notes.push(
      `Each repeat splits the images anew; pooled scores count an image once for each repeat and seed, and intervals keep all of a ${one} together.`,
    );
  }
  if (study.seeds.length > 1 && options.repeats === undefined) {
    notes.push(
      `Pooled scores count an image once for each of the ${study.seeds.length} seeds, also where tables count images; intervals keep all of a ${one} together.`,
    );
  }
  if (study.seeds.length < 3) {
    notes.push(
      `${plural(study.seeds.length, 'seed')}: differences between variants of the size of the spread over folds may be chance.`,
    );
  }
  if (control.outOfBudget) {
    const { studyId } = study;
    notes.push(
      `The study was stopped for want of budget: ${control.outOfBudget.message}. "crossfold study budget ${studyId}" gives it another one, with which it goes on.`,
    );
  }
  if (control.edition > 1) {
    const stands = ensemble ? ' An ensemble that was scored before is not scored again.' : '';
    notes.push(`Edition ${control.edition}: trials were tried again on demand.${stands}`);
  }
  notes.push(...whatWasTaken(cells));
  const unfinished = cells.filter(({ receipt }) => !receipt).length;
  const racedOut = reports.reduce((sum, report) => sum + report.cells.racedOut, 0);
  if (unfinished > racedOut) {
    notes.push(
      `${unfinished - racedOut} of ${cells.length} cells gave no result; variants rest on what is left.`,
    );
  }
  notes.push(...reports.flatMap(whySkipped));
  // Without a result there is no number that these would explain.
  if (unfinished === cells.length) return notes;
  notes.push(
    "Out-of-fold scores are of single models. Pooled: all their predictions as one set, scored once. Mean: each cell scored alone, then averaged. The two differ, since a class counts in each cell by its recall there, however few of its images the cell has. An ensemble predicts once with all of its models together: its scores are no single model's.",
    `Intervals of scores resample ${resampled} (2000 times, 95 %). Differences from the baseline: means over ${foldsText(options)} × ${plural(study.seeds.length, 'seed')}; p, interval and verdict rest on their fold and seed parts, corrected for overlapping training parts (Nadeau and Bengio), Holm over the arms.`,
    `Where the trained models are taken as fixed, intervals of differences draw the same ${many} for both variants.`,
  );
  if (study.variants.length > 1 || study.foreignArms) notes.push(...whatIsSaidOfArms(study));
  return notes;
}

function whatIsSaidOfArms({ seeds, marginPoints = 1 }: StudyResults['study']): string[] {
  const points = plural(marginPoints, 'point');
  return [
    `Verdicts: helps or hurts where the interval excludes 0, practically equal where it lies within ±${points}, else not decided, which is not the same as no difference. The interval has the level at which Holm tests the arm and excludes 0 exactly where p (Holm) < 0.05; of fixed models neither p nor a verdict is given.`,
    'Fold and seed part: standard deviations of one difference over splits and over seeds. Power is for true differences, at the strictest step of Holm; the smallest detectable difference is found with a chance of 80 %. Repeats bring new splits and take both parts down, seeds the seed part alone; what all cells have in common stays (docs/statistics.md).',
    ...(seeds.length === 1
      ? [
          'One seed does not tell the fold part of a difference from the seed part: all of it counts as what overlapping training parts share, and what more seeds would bring is unknown.',
        ]
      : []),
  ];
}

/** Groups stay whole, so the share that was asked for is not always reached. */
function whatIsSealed(foldPlan: FoldPlan): string[] {
  const { images, planImages } = sealedSize(foldPlan);
  if (images === 0) return [];
  const share = ((100 * images) / planImages).toFixed(1);
  const asked = 100 * foldPlan.options.sealedShare;
  const wanted = foldPlan.imported ? '' : `; ${Number(asked.toFixed(1))} % were asked for`;
  return [`${images} of ${planImages} images (${share} %${wanted}) are sealed for the ensemble.`];
}

function howWellFound(segmentation: VariantReport['segmentation']): string {
  if (!segmentation) return 'there are no masks to say how well';
  const { meanDice, images } = segmentation;
  return `mean Dice ${meanDice.toFixed(3)} with the given masks, over ${plural(images, 'test image')}`;
}

/** Of results that were not made here, and of those that were though they are there already. */
function whatWasTaken(cells: StudyResults['cells']): string[] {
  const receipts = cells.flatMap(({ receipt }) => receipt ?? []);
  const sources = receipts.flatMap(({ takenFrom }) => takenFrom?.studyId ?? []);
  const predicted = receipts.filter(({ weightsFrom }) => weightsFrom !== undefined).length;
  const notTaken = receipts.flatMap((receipt) => receipt.notTaken ?? []);
  const reasons = [...new Set(notTaken.map(({ studyId, reason }) => `${studyId}: ${reason}`))];
  return [
    ...[...new Set(sources)].map((studyId) => {
      const taken = sources.filter((source) => source === studyId).length;
      return `${taken} of ${plural(cells.length, 'result')} are those of ${studyId}, whose trials were the same: configuration, data, split, seed, first weights, software and kind of device.`;
    }),
    ...(predicted > 0
      ? [
          `${predicted} of ${plural(cells.length, 'trial')} predicted with the weights of another trial, which trained alike: they differ in their views (evaluation) alone, so that their difference is that of the views on the same models.`,
        ]
      : []),
    ...reasons.map((reason) => `A trial was trained though it was before, in ${reason}.`),
  ];
}

function whySkipped({ name, cells }: Pick<VariantReport, 'name' | 'cells'>): string[] {
  const { failed, skipped } = cells;
  if (skipped === 0) return [];
  return [
    `${name} was given up after ${plural(failed, 'failed cell')}: ${skipped} more were not begun (skipAfterFailures).`,
  ];
}

function whyInflated({ variant, leaked, others }: Leakage, group: string): string {
  const [seen, unseen] = [leaked, others].map(({ balancedAccuracy }) => 100 * balancedAccuracy);
  const gap = (seen ?? 0) - (unseen ?? 0);
  return `LEAK: the balanced accuracy of ${variant} is ${seen?.toFixed(1)} % on images whose ${group} it was trained on, and ${unseen?.toFixed(1)} % on the others: ${gap.toFixed(1)} points, which only a plan that keeps each ${group} whole can part from skill.`;
}

function list(variants: readonly { readonly name: string }[]): string {
  return variants.map(({ name }) => name).join(', ');
}

/** A choice among many is too good; what it was by stands in a table. */
function howItWon({ stage, studyId, variant }: Winner): string {
  return `The baseline is ${variant}, the winner of stage ${stage} (${studyId}). These images chose it, so its scores on them are slightly too high; the sealed part had no say.`;
}
