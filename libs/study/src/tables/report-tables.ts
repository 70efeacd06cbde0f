import {
  classScoreNames,
  ensembleScores,
  intervalsOfClasses,
  nameOfMembers,
  resampledScores,
  type Comparison,
  type Report,
  type ReportAppendix,
  type ScoreIntervals,
  type VariantReport,
} from '@crossfold/contracts';
import { calibrationVerdict } from '../summary/calibration-verdict.js';
import { columnName, tableOfRows, type DataTable, type NamedValue } from './data-table.js';
import { boundColumns, scoreColumns } from './score-columns.js';

export function variantTable({ studyId, variants }: Report): DataTable {
  return tableOfRows(
    variants.map(({ name, title, role, removedComponent, cells, ...variant }) => [
      ...place(studyId, name),
      ['title', title],
      ['role', role],
      ['removed_component', removedComponent],
      ...Object.entries(cells).map(([state, count]): NamedValue => [
        `cells_${columnName(state)}`,
        count,
      ]),
      ['images', variant.pooled?.images ?? null],
      ...scoreColumns(variant.pooled?.scores),
      ...intervalColumns(variant.intervals),
      ...scoreColumns(variant.overCells?.mean, { before: 'mean_' }),
      ...scoreColumns(variant.overCells?.sd, { before: 'sd_' }),
      ...calibrationColumns(variant),
      ['one_class_cells', variant.oneClassCells.length],
      ['worst_case_missing_cells', variant.worstCase?.missing ?? 0],
      ['worst_case_mean_balanced_accuracy', variant.worstCase?.balancedAccuracy ?? null],
      ['worst_case_difference', variant.worstCase?.difference ?? null],
    ]),
  );
}

/** Those of single scores: the recalls of classes stand in the table of classes. */
function intervalColumns(intervals: ScoreIntervals | null): NamedValue[] {
  return resampledScores.flatMap((score) => boundColumns(columnName(score), intervals?.[score]));
}

function calibrationColumns({ calibration }: Pick<VariantReport, 'calibration'>): NamedValue[] {
  return [
    ['temperature_low', calibration?.temperatures[0] ?? null],
    ['temperature_high', calibration?.temperatures[1] ?? null],
    ['calibrated_ece', calibration?.ece.after ?? null],
    ['calibrated_nll', calibration?.nll.after ?? null],
    ['temperatures_at_bound', calibration?.atBound?.length ?? null],
    ['is_calibrated', calibration && calibrationVerdict(calibration, false) === 'yes'],
  ];
}

export function raceTable({ studyId, race }: Report): DataTable {
  const revived = new Set(race?.revived);
  const rows = (race?.decisions ?? []).flatMap(
    ({ number, decidedAt, cells, plannedCells, ...decision }) =>
      decision.drops.flatMap(({ variant, leads, trialIds }) =>
        leads.map(({ rival, difference, standardError, df, p }): NamedValue[] => [
          ...place(studyId, variant),
          ['decision', number],
          ['decided_at', decidedAt],
          ['cells', cells],
          ['planned_cells', plannedCells],
          ['rival', rival],
          ['rival_minus_variant', difference],
          ['standard_error', standardError],
          ['df', df],
          ['p', p],
          ['p_below', decision.threshold],
          ['trials_dropped', trialIds.length],
          ['trials', trialIds.join(' ')],
          ['trials_revived', trialIds.filter((trialId) => revived.has(trialId)).length],
        ]),
      ),
  );
  return { ...tableOfRows(rows), columns: raceColumns };
}

/** Also of a study that does not race, and of a race that nobody has left. */
const raceColumns = [
  ...['study', 'variant', 'decision', 'decided_at', 'cells', 'planned_cells', 'rival'],
  ...['rival_minus_variant', 'standard_error', 'df', 'p', 'p_below'],
  ...['trials_dropped', 'trials', 'trials_revived'],
];

export function stopTable({ studyId, stopping }: Report): DataTable {
  const revived = new Set(stopping?.revived);
  const rows = (stopping?.decisions ?? []).map((decision): NamedValue[] => [
    ...place(studyId, decision.variant),
    ['trial', decision.trialId],
    ['decision', decision.number],
    ['decided_at', decision.decidedAt],
    ['rule', decision.rule],
    ['epoch', decision.epoch],
    ['best', decision.best],
    ['threshold', decision.threshold],
    ['compared', decision.compared.filter(({ trialId }) => trialId !== decision.trialId).length],
    ['is_revived', revived.has(decision.trialId)],
  ]);
  return { ...tableOfRows(rows), columns: stopColumns };
}

/** Also of a study that stops no trials. */
const stopColumns = [
  ...['study', 'variant', 'trial', 'decision', 'decided_at', 'rule', 'epoch', 'best', 'threshold'],
  ...['compared', 'is_revived'],
];

export function classTable({ studyId, variants, classSizes }: Report): DataTable {
  return tableOfRows(
    variants.flatMap(({ name, pooled, intervals }) =>
      (pooled?.perClass ?? []).map((row, c): NamedValue[] => [
        ...place(studyId, name),
        ['class', row.name],
        ['images', row.support],
        ['groups', classSizes.find((size) => size.name === row.name)?.pool.groups ?? null],
        ...classScoreNames.flatMap((score): NamedValue[] => [
          [columnName(score), row.support === 0 ? null : row[score]],
          ...(score === 'recall' || score === 'precision' || score === 'f1'
            ? boundColumns(score, intervalsOfClasses(intervals, score)?.[c])
            : []),
        ]),
      ]),
    ),
  );
}

/** Pairs of classes that occurred, right answers too. */
export function confusionTable({ studyId, variants }: Report): DataTable {
  const rows = variants.flatMap(({ name, pooled }) => {
    const classes = pooled?.perClass.map((row) => row.name) ?? [];
    return (pooled?.confusionMatrix ?? []).flatMap((counts, i) =>
      counts.flatMap((images, j): NamedValue[][] =>
        images === 0
          ? []
          : [
              [
                ...place(studyId, name),
                ['true_class', classes[i] ?? null],
                ['predicted_class', classes[j] ?? null],
                ['images', images],
              ],
            ],
      ),
    );
  });
  const columns = ['study', 'variant', 'true_class', 'predicted_class', 'images'];
  return { ...tableOfRows(rows), columns };
}

/** With its header also where there is nothing to say. */
export function caveatTable({ studyId, caveats }: Report): DataTable {
  const rows = caveats.map(({ subject, kind, text }): NamedValue[] => [
    ['study', studyId],
    ['subject', subject],
    ['kind', kind],
    ['text', text],
  ]);
  return { ...tableOfRows(rows), columns: ['study', 'subject', 'kind', 'text'] };
}

/** The main scores on the sealed part, those of single models of the baseline, and the difference. */
export function ensembleTable({ studyId, ensemble }: Report): DataTable {
  const rows = resampledScores.flatMap((name): NamedValue[][] => {
    if (!ensemble) return [];
    const { evaluation, intervals, comparison, members } = ensemble;
    const score = evaluation.scores[name];
    const baseline = comparison?.scores[name];
    return [
      [
        ['study', studyId],
        ['ensemble', nameOfMembers(members)],
        ['score', columnName(name)],
        ['value', score],
        ...boundColumns('value', intervals?.[name]),
        ['baseline', comparison?.baseline ?? null],
        ['baseline_models', comparison?.models.length ?? null],
        ['baseline_mean', baseline ?? null],
        ['difference', baseline === undefined ? null : score - baseline],
        ...boundColumns('difference', comparison?.intervals[name]),
      ],
    ];
  });
  return { ...tableOfRows(rows), columns: ensembleColumns };
}

const ensembleColumns = [
  ...['study', 'ensemble', 'score', 'value', 'value_low', 'value_high', 'baseline'],
  ...['baseline_models', 'baseline_mean', 'difference', 'difference_low', 'difference_high'],
];

/** Single members and ensembles with each set of views, and what views and models bring. */
export function ensembleViewTable({ studyId, ensemble }: Report): DataTable {
  const rows = (ensemble?.scoredViews?.rows ?? []).flatMap((row) =>
    ensembleScores.map((name): NamedValue[] => [
      ['study', studyId],
      ['predicted_by', columnName(row.by)],
      ['views', row.views],
      ['models', row.models],
      ['score', columnName(name)],
      ['value', row.scores[name]],
      ...boundColumns('value', row.intervals[name]),
      ['sd', row.sd?.[name] ?? null],
      ['over_plain', row.overPlain?.scores[name] ?? null],
      ...boundColumns('over_plain', row.overPlain?.intervals[name]),
      ['over_single', row.overSingle?.scores[name] ?? null],
      ...boundColumns('over_single', row.overSingle?.intervals[name]),
      ['over_one_seed', row.overOneSeed?.scores[name] ?? null],
      ...boundColumns('over_one_seed', row.overOneSeed?.intervals[name]),
    ]),
  );
  return { ...tableOfRows(rows), columns: ensembleViewColumns };
}

const ensembleViewColumns = [
  ...['study', 'predicted_by', 'views', 'models', 'score', 'value', 'value_low', 'value_high'],
  ...['sd', 'over_plain', 'over_plain_low', 'over_plain_high'],
  ...['over_single', 'over_single_low', 'over_single_high'],
  ...['over_one_seed', 'over_one_seed_low', 'over_one_seed_high'],
];

/** Ensembles out of fold, with what they gain over their models, each alone. */
export function crossValidatedTable({ studyId, crossValidated }: Report): DataTable {
  const rows = crossValidated.flatMap(({ variants, views, models, evaluation, intervals, gain }) =>
    ensembleScores.map((name): NamedValue[] => [
      ['study', studyId],
      ['ensemble', variants.join(' + ')],
      ['views', views],
      ['models_least', models[0]],
      ['models_most', models[1]],
      ['images', evaluation.images],
      ['score', columnName(name)],
      ['value', evaluation.scores[name]],
      ...boundColumns('value', intervals[name]),
      ['gain', gain?.scores[name] ?? null],
      ...boundColumns('gain', gain?.intervals[name]),
    ]),
  );
  return { ...tableOfRows(rows), columns: crossValidatedColumns };
}

const crossValidatedColumns = [
  ...['study', 'ensemble', 'views', 'models_least', 'models_most', 'images', 'score'],
  ...['value', 'value_low', 'value_high', 'gain', 'gain_low', 'gain_high'],
];

/** Of what is left out, and of the parts of the plan; with its header also of an older report. */
export function dataFlowTable({ studyId, dataFlow }: Report): DataTable {
  const { dataset, planned, sealed, pool, folds = [] } = dataFlow ?? {};
  const row = (part: string, size: DataFlowRow | null | undefined): NamedValue[][] =>
    size
      ? [
          [
            ['study', studyId],
            ['part', part],
            ['repeat', size.repeat ?? null],
            ['fold', size.fold ?? null],
            ['reason', size.reason ?? null],
            ['images', size.images],
            ['groups', size.groups ?? null],
          ],
        ]
      : [];
  const rows = [
    ...(dataset?.dropped ?? []).flatMap((dropped) => row('left_out', dropped)),
    ...row('data_set', dataset),
    ...row('fold_plan', planned),
    ...row('sealed', sealed),
    ...row('development', pool),
    ...folds.flatMap((sizes, repeat) =>
      sizes.flatMap((size, fold) => row('fold', { ...size, repeat, fold })),
    ),
  ];
  return { ...tableOfRows(rows), columns: dataFlowColumns };
}

interface DataFlowRow {
  readonly images: number;
  readonly groups?: number;
  readonly repeat?: number;
  readonly fold?: number;
  readonly reason?: string;
}

const dataFlowColumns = ['study', 'part', 'repeat', 'fold', 'reason', 'images', 'groups'];

/** Of the winners that a report names; with its header also of a study that stands alone. */
export function winnerTable({ studyId, series }: Report): DataTable {
  const winners = [...(series?.chosen ?? []), ...(series?.winner ? [series.winner] : [])];
  const rows = winners.flatMap(({ stage, by, rule, variant, candidates, leftOut }) => {
    const place = (name: string): NamedValue[] => [
      ['study', studyId],
      ['stage', stage],
      ['variant', name],
      ['score', columnName(by)],
      ['within_points', rule === 'best' ? null : rule.withinPoints],
    ];
    return [
      ...candidates.map(({ variant: name, score, parameters }): NamedValue[] => [
        ...place(name),
        ['value', score],
        ['parameters', parameters],
        ['has_won', name === variant],
        ['left_out', null],
      ]),
      ...leftOut.map(({ variant: name, reason }): NamedValue[] => [
        ...place(name),
        ['value', null],
        ['parameters', null],
        ['has_won', false],
        ['left_out', reason],
      ]),
    ];
  });
  return { ...tableOfRows(rows), columns: winnerColumns };
}

const winnerColumns = [
  ...['study', 'stage', 'variant', 'score', 'within_points', 'value', 'parameters', 'has_won'],
  ...['left_out'],
];

/** What others published; results that leak are told by their protocol. */
export function publishedTable({ studyId, published }: Report): DataTable {
  const rows = (published?.results ?? []).flatMap(({ scores, ...result }) =>
    Object.entries(scores).map(([score, value]): NamedValue[] => [
      ['study', studyId],
      ['result', result.name],
      ['source', result.source],
      ['protocol', result.protocol],
      ['groups_kept_apart', result.groupsKeptApart],
      ['images', result.images],
      ['is_verified', result.isVerified],
      ['score', columnName(score)],
      ['value', value ?? null],
      ['caveat', published?.caveat ?? null],
    ]),
  );
  return { ...tableOfRows(rows), columns: publishedColumns };
}

const publishedColumns = [
  ...['study', 'result', 'source', 'protocol', 'groups_kept_apart', 'images', 'is_verified'],
  ...['score', 'value', 'caveat'],
];

/** Of each arm: shares and not points, so that they stand beside the scores. */
export function differenceTable({ studyId, variants }: Report): DataTable {
  const baseline = variants.find(({ role }) => role === 'baseline')?.name ?? null;
  return tableOfRows(
    variants.flatMap(({ name, reference, isNull, comparison }) =>
      comparison
        ? [
            [
              ...place(studyId, name),
              ['reference', reference ?? baseline],
              ['is_null', isNull],
              ...comparisonColumns(comparison),
            ],
          ]
        : [],
    ),
  );
}

function comparisonColumns(comparison: Comparison): NamedValue[] {
  const { estimate, chances, power, outlook, pooled } = comparison;
  return [
    ['cells', comparison.cells],
    ['splits', estimate?.units ?? null],
    ['difference', comparison.difference],
    ...boundColumns('difference', estimate?.interval),
    ['p', comparison.p],
    ['p_holm', comparison.adjustedP],
    ['verdict', comparison.verdict],
    // The interval of the verdict, at the confidence that Holm's method asks of this arm.
    ['verdict_confidence', estimate ? 1 - estimate.family.level : null],
    ...boundColumns('verdict', estimate?.family.interval),
    ['standard_error', estimate?.standardError ?? null],
    ['df', estimate?.df ?? null],
    ['fold_sd', estimate?.foldSd ?? null],
    ['seed_sd', estimate?.seedSd ?? null],
    ['chance_better', chances?.better ?? null],
    ['chance_equal', chances?.equal ?? null],
    ['chance_worse', chances?.worse ?? null],
    ['smallest_detectable', power?.smallestDetectable ?? null],
    ['repeats_to_decide', outlook?.repeats.count ?? null],
    ['seeds_to_decide', outlook?.seeds.count ?? null],
    ...pooledScores.flatMap((score): NamedValue[] => {
      const column = `pooled_${columnName(score)}`;
      return [[column, pooled?.[score] ?? null], ...boundColumns(column, pooled?.intervals[score])];
    }),
  ];
}

/** The scores that are compared over pooled predictions, as if the trained models were fixed. */
const pooledScores = ['balancedAccuracy', 'macroF1'] as const;

function place(studyId: string, variant: string): NamedValue[] {
  return [
    ['study', studyId],
    ['variant', variant],
  ];
}

/** With its header also where the data set tells no subgroups. */
export function subgroupTable(appendix: ReportAppendix | null): DataTable {
  const rows = (appendix?.subgroups ?? []).map((row): NamedValue[] => [
    ...place(appendix?.studyId ?? '', row.variant),
    ['attribute', row.attribute],
    ['value', row.value],
    ['images', row.images],
    ['groups', row.groups],
    ['absent_classes', row.absentClasses.length],
    ['accuracy', row.accuracy],
    ...boundColumns('accuracy', row.accuracyInterval),
    ['balanced_accuracy', row.balancedAccuracy],
    ...boundColumns('balanced_accuracy', row.balancedAccuracyInterval),
  ]);
  return { ...tableOfRows(rows), columns: subgroupColumns };
}

const subgroupColumns = [
  ...['study', 'variant', 'attribute', 'value', 'images', 'groups', 'absent_classes'],
  ...['accuracy', 'accuracy_low', 'accuracy_high'],
  ...['balanced_accuracy', 'balanced_accuracy_low', 'balanced_accuracy_high'],
];

/** A row for each share of each curve; with its header also where there is no curve. */
export function learningCurveTable(
  { studyId, variants }: Report,
  appendix: ReportAppendix | null,
): DataTable {
  const rows = (appendix?.learningCurves ?? []).flatMap(({ points }, curve) =>
    points.map(({ variant, share, images, groups }): NamedValue[] => {
      const scored = variants.find(({ name }) => name === variant);
      return [
        ...place(studyId, variant),
        ['curve', curve],
        ['train_share', share],
        ['train_images', images],
        ['train_groups', groups],
        ...resampledScores.flatMap((score): NamedValue[] => [
          [columnName(score), scored?.pooled?.scores[score] ?? null],
          ...boundColumns(columnName(score), scored?.intervals?.[score]),
        ]),
      ];
    }),
  );
  return { ...tableOfRows(rows), columns: learningCurveColumns };
}

const learningCurveColumns = [
  ...['study', 'variant', 'curve', 'train_share', 'train_images', 'train_groups'],
  ...resampledScores.flatMap((score) => {
    const column = columnName(score);
    return [column, `${column}_low`, `${column}_high`];
  }),
];

/** All of them, the most confident first; with its header also where there is none. */
export function sharedErrorTable(appendix: ReportAppendix | null): DataTable {
  const { variant = '', rows = [] } = appendix?.sharedErrors ?? {};
  const values = rows.map((row): NamedValue[] => [
    ...place(appendix?.studyId ?? '', variant),
    ['group', row.group],
    ['label', row.label],
    ['images', row.images],
    ['cells', row.cells],
    ['answer', row.answers[0]?.class ?? null],
    ['answer_cells', row.answers[0]?.cells ?? null],
    ['answer_probability', row.answerProbability],
    ['label_probability', row.labelProbability],
  ]);
  return { ...tableOfRows(values), columns: sharedErrorColumns };
}

const sharedErrorColumns = [
  ...['study', 'variant', 'group', 'label', 'images', 'cells', 'answer', 'answer_cells'],
  ...['answer_probability', 'label_probability'],
];
