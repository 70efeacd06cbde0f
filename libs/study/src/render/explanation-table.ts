import {
  dash,
  percent,
  type ClassExplanation,
  type Explanation,
  type MeanOverlap,
  type ReportCell,
  type ReportTable,
} from '@crossfold/contracts';
import { isCoarseMap } from '@crossfold/model';
import { buildTable, measured, numbers, texts } from './table.js';

const methodTitles = {
  gradCam: 'Grad-CAM',
  gradCamPlusPlus: 'Grad-CAM++',
  hiResCam: 'HiResCAM',
} as const satisfies Record<Explanation['options']['method'], string>;

/** What was explained, in one line. */
export function explanationTitle({ options, mapSize }: Explanation): string {
  const { variant, seed, method, layer } = options;
  return `${methodTitles[method]} of ${variant}, seed ${seed}, layer ${layer} (${mapSize.join('×')})`;
}

/** Of more classes a table shows those whose maps lie least inside. */
const maxRows = 24;
const fewRows = 20;

/** Where the maps lie, for each class; chance is what a map that knows nothing would have. */
export function explanationTable(explanation: Explanation): ReportTable {
  const { classes } = explanation;
  const shown =
    classes.length <= maxRows
      ? classes
      : classes
          .filter(({ all }) => all !== null)
          .toSorted((a, b) => liftOf(a) - liftOf(b))
          .slice(0, fewRows);
  const { length } = shown;
  const notes =
    length < classes.length
      ? [
          `${length} of ${classes.length} classes, whose maps lie least inside the masks; all of them: explain --json.`,
        ]
      : [];
  return buildTable({
    notes,
    id: `explanation.${explanation.number}`,
    section: 'explanations',
    title: `Share of the maps inside the masks, ${explanationTitle(explanation)} (%)`,
    columns: [
      ...texts('true class'),
      ...numbers('count', 'images'),
      ...numbers('percent', 'inside [95 %]', 'chance'),
      ...texts('inside, right', 'inside, wrong'),
      ...numbers('percent', 'pointing game', 'IoU'),
      ...texts('background / inside'),
      ...numbers('points', 'Δ others'),
      ...numbers('probability', 'p (Holm)'),
      ...numbers('points', 'loss without background', 'of the others'),
      ...numbers('probability', 'p (Holm) of it'),
      ...texts('outside?'),
    ],
    rows: shown.map((row) => classRow(row, tells(explanation))),
  });
}

/** Above what chance would have. Classes that are recognised from outside come first. */
function liftOf({ all, isFlagged }: ClassExplanation): number {
  return isFlagged || !all ? -1 : all.energyInside - all.maskShare;
}

/** Maps of older explanations say by their size alone whether they tell anything. */
function tells({ undecided, mapSize }: Explanation): boolean {
  return undecided === null && !isCoarseMap(mapSize);
}

function classRow(row: ClassExplanation, isTold: boolean): ReportCell[] {
  const { all, right, wrong, comparison } = row;
  return [
    ...[row.class, all?.images ?? 0],
    measured(all?.energyInside, all?.interval),
    all?.maskShare ?? null,
    ...[withCount(right), withCount(wrong)],
    ...[all?.pointingGame ?? null, all?.iou ?? null],
    all?.backgroundQuotient?.toFixed(2) ?? null,
    comparison?.difference ?? null,
    comparison?.adjustedP ?? null,
    comparison?.backgroundLoss ?? null,
    comparison?.othersBackgroundLoss ?? null,
    comparison?.backgroundAdjustedP ?? null,
    verdict(row, isTold),
  ];
}

/** `YES`: the models need the background; `maps`: only the maps lie outside. */
function verdict({ comparison, isFlagged }: ClassExplanation, isTold: boolean): string {
  if (!comparison) return dash;
  if (isFlagged) return 'YES';
  if (!isTold) return 'cannot tell';
  return comparison.looksOutside ? 'maps' : 'no';
}

function withCount(overlap: MeanOverlap | null): string {
  return overlap ? `${percent(overlap.energyInside)} (${overlap.images})` : dash;
}
