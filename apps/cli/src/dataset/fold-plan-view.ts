import { foldsText, groupWords, listPlaces, type FoldPlan } from '@crossfold/contracts';
import { listRepeats } from '@crossfold/data';
import { tableLines } from '../terminal/table.js';
import { formatShare } from '../terminal/units.js';
import { columnsOf } from './class-columns.js';

/** Images and groups of each class in one part of a plan. */
export interface PartBalance {
  /** From 0; null of the sealed part. */
  readonly repeat: number | null;
  /** Of the repeat, from 0, or `sealed`. */
  readonly fold: number | 'sealed';
  readonly images: number;
  readonly groups: number;
  readonly classes: Readonly<Record<string, number>>;
}

/** Every part of a plan in order, the sealed one last. */
export function foldBalance(plan: FoldPlan): PartBalance[] {
  const { options, assignments, classes } = plan;
  const sealed = { repeat: null, fold: 'sealed' as const };
  const parts = [...listPlaces(options), ...(options.sealedShare > 0 ? [sealed] : [])];
  const repeats = listRepeats(plan);
  return parts.map(({ repeat, fold }) => {
    const dealt = repeat === null ? assignments : (repeats[repeat]?.assignments ?? []);
    const rows = dealt.filter((row) => row.fold === fold);
    const counts = new Map<string, number>();
    for (const { label } of rows) counts.set(label, (counts.get(label) ?? 0) + 1);
    return {
      repeat,
      fold,
      images: rows.length,
      groups: new Set(rows.map(({ groupId }) => groupId)).size,
      classes: Object.fromEntries(classes.map((label) => [label, counts.get(label) ?? 0])),
    };
  });
}

/** How much of a plan is sealed, beside the share that was asked for; null where nothing is. */
export function sealedSize({ assignments, options }: FoldPlan) {
  const images = assignments.filter(({ fold }) => fold === 'sealed').length;
  if (images === 0) return null;
  return { images, share: images / assignments.length, askedShare: options.sealedShare };
}

/** The columns that name a part: with repeats two. */
export function foldColumns({ repeats }: FoldPlan['options']): string[] {
  return repeats === undefined ? ['fold'] : ['repeat', 'fold'];
}

/** What stands in {@link foldColumns}. */
export function foldCells(
  { repeats }: FoldPlan['options'],
  { repeat, fold }: PartBalance,
): (string | number)[] {
  return repeats === undefined ? [fold] : [repeat ?? '', fold];
}

/** Class balance of the folds, and what leaks between them. */
export function foldPlanLines(plan: FoldPlan): string[] {
  const { options, leak, imported } = plan;
  const classes = columnsOf(plan.classes);
  const { one, many } = groupWords(plan);
  const columns = [
    ...foldColumns(options).map((title) => ({ title })),
    ...['images', many, ...classes].map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = foldBalance(plan).map((part) => [
    ...foldCells(options, part),
    part.images,
    part.groups,
    ...classes.map((label) => part.classes[label] ?? 0),
  ]);
  const { leakedImages, poolImages } = leak;
  const share = formatShare(leakedImages, poolImages);
  return [
    `protocol ${options.protocol}, ${foldsText(options)}, ${imported ? 'made elsewhere' : `seed ${options.seed}`}`,
    '',
    ...tableLines(columns, rows),
    '',
    ...sealedLines(plan),
    ...absentLines(plan),
    leakedImages === 0
      ? `leak: none; no ${one} is on two sides`
      : `LEAK: ${leakedImages} of ${poolImages} images (${share}) are tested with their ${one} in training`,
  ];
}

const maxNamed = 6;

function absentLines(plan: FoldPlan): string[] {
  const folds = foldBalance(plan).filter(({ fold }) => fold !== 'sealed');
  const absent = plan.classes.filter((label) => folds.some(({ classes }) => classes[label] === 0));
  if (absent.length === 0) return [];
  const more = absent.length > maxNamed ? ` and ${absent.length - maxNamed} more` : '';
  const named = `${absent.slice(0, maxNamed).join(', ')}${more}`;
  return [
    `classes: some folds have no image of ${named}, too few ${groupWords(plan).many} for ${plan.options.folds} folds; each fold is scored over the classes that it has`,
  ];
}

function sealedLines(plan: FoldPlan): string[] {
  const sealed = sealedSize(plan);
  if (!sealed) return [];
  const asked = plan.imported ? '' : `; ${formatShare(sealed.askedShare, 1)} were asked for`;
  return [
    `sealed: ${sealed.images} of ${plan.assignments.length} images (${formatShare(sealed.share, 1)}${asked})`,
  ];
}
