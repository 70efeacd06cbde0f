import type { Report, VariantReport } from '@crossfold/contracts';

/** A table before it is written in some format: cells are text, ready to print. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const dash = '–';

/** The tables of a report, in the order of reading. */
export function reportTables(report: Report): Table[] {
  return [
    pooledTable(report),
    cellTable(report),
    ...report.variants.flatMap((variant) =>
      variant.pooled ? [classTable(variant), confusionTable(variant)] : [],
    ),
    ...(report.ensemble ? [ensembleTable(report), ensembleClassTable(report)] : []),
    ...(report.sealedOpenings.length > 0 ? [openingsTable(report)] : []),
  ];
}

function pooledTable({ variants, trivial }: Report): Table {
  const rows = variants.map((variant) => {
    const scores = variant.pooled?.scores;
    const { comparison } = variant;
    return [
      variant.title,
      ...[scores?.accuracy, scores?.macroPrecision, scores?.macroRecall, scores?.macroF1].map(
        percent,
      ),
      withInterval(scores?.balancedAccuracy, variant.intervals?.balancedAccuracy),
      ...[scores?.top2, scores?.top3, scores?.ece].map(percent),
      comparison && comparison.cells > 0 ? signed(comparison.difference) : dash,
      probability(comparison?.adjustedP ?? null),
      cellCount(variant),
    ];
  });
  const nothing = [percent(trivial.accuracy), dash, percent(trivial.balancedAccuracy)];
  rows.push([
    `always ${trivial.class}`,
    ...nothing,
    percent(trivial.macroF1),
    percent(trivial.balancedAccuracy),
    ...Array.from({ length: 6 }, () => dash),
  ]);
  return {
    caption: 'Out-of-fold predictions, pooled (%)',
    columns: [
      ...['variant', 'accuracy', 'precision', 'recall', 'F1', 'balanced accuracy [95 %]'],
      ...['top-2', 'top-3', 'ECE', 'Δ balanced', 'p', 'cells'],
    ],
    rows,
  };
}

function cellTable({ variants }: Report): Table {
  const names = ['accuracy', 'macroPrecision', 'macroRecall', 'macroF1', 'top2', 'top3'] as const;
  return {
    caption: 'Mean ± standard deviation over folds and seeds (%)',
    columns: ['variant', 'accuracy', 'precision', 'recall', 'F1', 'top-2', 'top-3'],
    rows: variants.map(({ title, overCells }) => [
      title,
      ...names.map((name) => {
        if (!overCells) return dash;
        const sd = overCells.sd?.[name];
        return percent(overCells.mean[name]) + (sd === undefined ? '' : ` ± ${percent(sd)}`);
      }),
    ]),
  };
}

function classTable({ title, pooled }: VariantReport): Table {
  return {
    caption: `Per class, ${title} (%)`,
    columns: ['class', 'images', 'precision', 'recall', 'F1', 'AUC'],
    rows: (pooled?.perClass ?? []).map(({ name, support, precision, recall, f1, rocAuc }) => [
      ...[name, String(support)],
      ...[precision, recall, f1, rocAuc].map(percent),
    ]),
  };
}

function confusionTable({ title, pooled }: VariantReport): Table {
  const names = pooled?.perClass.map(({ name }) => name) ?? [];
  return {
    caption: `Confusion matrix, ${title} (rows: true class)`,
    columns: ['true \\ predicted', ...names],
    rows: (pooled?.confusionMatrix ?? []).map((row, i) => [names[i] ?? '', ...row.map(String)]),
  };
}

function ensembleTable({ ensemble }: Report): Table {
  const scores = ensemble?.evaluation.scores;
  const views = ensemble?.testTimeAugmentation === 'dihedral8' ? '8 views' : '1 view';
  const name = `${ensemble?.variant} × ${ensemble?.members.length}, ${views}`;
  return {
    caption: `Ensemble on the sealed test part, ${ensemble?.evaluation.images} images (%)`,
    columns: ['ensemble', 'accuracy', 'precision', 'recall', 'F1', 'top-2', 'top-3', 'ECE'],
    rows: [
      [
        name,
        ...[scores?.accuracy, scores?.macroPrecision, scores?.macroRecall, scores?.macroF1].map(
          percent,
        ),
        ...[scores?.top2, scores?.top3, scores?.ece].map(percent),
      ],
    ],
  };
}

function ensembleClassTable({ ensemble }: Report): Table {
  return {
    caption: 'Per class, ensemble (%)',
    columns: ['class', 'images', 'precision', 'recall', 'F1', 'AUC'],
    rows: (ensemble?.evaluation.perClass ?? []).map((row) => [
      ...[row.name, String(row.support)],
      ...[row.precision, row.recall, row.f1, row.rocAuc].map(percent),
    ]),
  };
}

function openingsTable({ sealedOpenings }: Report): Table {
  return {
    caption: 'Openings of the sealed test part',
    columns: ['when', 'study', 'who', 'ensemble'],
    rows: sealedOpenings.map(({ openedAt, studyId, worker, host, variant, members }) => [
      ...[openedAt, studyId, `${worker} on ${host}`],
      `${variant} × ${members.length}`,
    ]),
  };
}

function cellCount({ cells: { succeeded, failed, cancelled } }: VariantReport): string {
  return `${succeeded}/${succeeded + failed + cancelled}`;
}

function percent(value: number | undefined): string {
  return value === undefined ? dash : (100 * value).toFixed(1);
}

function withInterval(
  value: number | undefined,
  interval: readonly [number, number] | undefined,
): string {
  if (!interval) return percent(value);
  return `${percent(value)} [${percent(interval[0])}, ${percent(interval[1])}]`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${percent(Math.abs(value))}`;
}

function probability(p: number | null): string {
  if (p === null) return dash;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
