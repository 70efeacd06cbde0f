import type { ClassExplanation, Explanation, MeanOverlap } from '@crossfold/contracts';
import { isCoarseMap } from '@crossfold/model';
import type { Table } from './table.js';

const dash = '–';

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

/** Where the maps lie, for each class; chance is what a map that knows nothing would have. */
export function explanationTable(explanation: Explanation): Table {
  return {
    caption: `Share of the maps inside the lesion, ${explanationTitle(explanation)} (%)`,
    columns: [
      ...['true class', 'images', 'inside [95 %]', 'chance', 'inside, right', 'inside, wrong'],
      ...['pointing game', 'IoU', 'background / lesion', 'Δ others', 'p (Holm)'],
      ...['loss without background', 'of the others', 'p (Holm) of it', 'outside?'],
    ],
    rows: explanation.classes.map((row) => classRow(row, tells(explanation))),
  };
}

/** Maps of older explanations say by their size alone whether they tell anything. */
function tells({ undecided, mapSize }: Explanation): boolean {
  return undecided === null && !isCoarseMap(mapSize);
}

function classRow(row: ClassExplanation, isTold: boolean): string[] {
  const { all, right, wrong, comparison } = row;
  return [
    row.class,
    all ? String(all.images) : '0',
    all
      ? `${percent(all.energyInside)} [${all.interval.map((end) => percent(end)).join(', ')}]`
      : dash,
    percent(all?.lesionShare),
    withCount(right),
    withCount(wrong),
    percent(all?.pointingGame),
    percent(all?.iou),
    all?.backgroundQuotient?.toFixed(2) ?? dash,
    signed(comparison?.difference),
    probability(comparison?.adjustedP),
    signed(comparison?.backgroundLoss),
    signed(comparison?.othersBackgroundLoss),
    probability(comparison?.backgroundAdjustedP),
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

function percent(share: number | undefined): string {
  return share === undefined ? dash : (100 * share).toFixed(1);
}

function signed(share: number | undefined): string {
  if (share === undefined) return dash;
  return `${share < 0 ? '−' : '+'}${(100 * Math.abs(share)).toFixed(1)}`;
}

function probability(p: number | undefined): string {
  if (p === undefined) return dash;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
