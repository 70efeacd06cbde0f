import { countPlanFolds, countRepeats, type FoldPlan } from '@crossfold/contracts';
import { listRepeats } from '@crossfold/data';
import { tableLines } from '../terminal/table.js';
import { formatShare } from '../terminal/units.js';

/** Images and lesions of each class in one part of a plan. */
export interface PartBalance {
  /** From 0 over all repeats, or `test`. */
  readonly fold: number | 'test';
  readonly images: number;
  readonly lesions: number;
  readonly classes: Readonly<Record<string, number>>;
}

/** Every part of a plan in order, the sealed one last. */
export function foldBalance(plan: FoldPlan): PartBalance[] {
  const { options, assignments } = plan;
  const folds = Array.from({ length: countPlanFolds(options) }, (_, fold) => fold);
  const parts = options.testShare > 0 ? [...folds, 'test' as const] : folds;
  const classes = classesOf(assignments);
  const repeats = listRepeats(plan);
  return parts.map((fold) => {
    const rows =
      fold === 'test'
        ? assignments.filter((row) => row.fold === fold)
        : (repeats[Math.floor(fold / options.folds)]?.assignments ?? []).filter(
            (row) => row.fold === fold % options.folds,
          );
    const count = (dx: string) => rows.filter((row) => row.dx === dx).length;
    return {
      fold,
      images: rows.length,
      lesions: new Set(rows.map(({ lesionId }) => lesionId)).size,
      classes: Object.fromEntries(classes.map((dx) => [dx, count(dx)])),
    };
  });
}

/** How much of a plan is sealed, beside the share that was asked for; null where nothing is. */
export function sealedShare({ assignments, options }: FoldPlan) {
  const images = assignments.filter(({ fold }) => fold === 'test').length;
  if (images === 0) return null;
  return { images, share: images / assignments.length, askedShare: options.testShare };
}

/** Class balance of the folds, and what leaks between them. */
export function foldPlanLines(plan: FoldPlan): string[] {
  const { options, leak, assignments, imported } = plan;
  const classes = classesOf(assignments);
  const columns = [
    { title: 'fold' },
    ...['images', 'lesions', ...classes].map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = foldBalance(plan).map(({ fold, images, lesions, classes: counts }) => [
    fold === 'test' ? 'test (sealed)' : fold,
    images,
    lesions,
    ...classes.map((dx) => counts[dx] ?? 0),
  ]);
  const { leakedImages, poolImages } = leak;
  const share = formatShare(leakedImages, poolImages);
  return [
    `protocol ${options.protocol}, ${options.folds} folds${repeatsText(options)}, ${imported ? 'made elsewhere' : `seed ${options.seed}`}`,
    '',
    ...tableLines(columns, rows),
    '',
    ...sealedLines(plan),
    leakedImages === 0
      ? 'leak: none; no lesion is on two sides'
      : `LEAK: ${leakedImages} of ${poolImages} images (${share}) are tested with their lesion in training`,
  ];
}

function sealedLines(plan: FoldPlan): string[] {
  const sealed = sealedShare(plan);
  if (!sealed) return [];
  const asked = plan.imported ? '' : `; ${formatShare(sealed.askedShare, 1)} were asked for`;
  return [
    `sealed: ${sealed.images} of ${plan.assignments.length} images (${formatShare(sealed.share, 1)}${asked})`,
  ];
}

function repeatsText(options: FoldPlan['options']): string {
  const repeats = countRepeats(options);
  return repeats > 1 ? ` × ${repeats} repeats` : '';
}

function classesOf(assignments: FoldPlan['assignments']): string[] {
  return [...new Set(assignments.map(({ dx }) => dx))].sort();
}
