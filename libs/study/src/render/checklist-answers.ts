import {
  groupWords,
  percent,
  plural,
  type Report,
  type ReportAppendix,
} from '@crossfold/contracts';

/** What the items of a checklist are answered from. */
export interface ChecklistContext {
  readonly report: Report;
  readonly appendix: ReportAppendix | null;
}

export interface ChecklistItem {
  readonly item: string;
  readonly topic: string;
  /** What the record of the study says; null where it cannot know. */
  readonly answer: (context: ChecklistContext) => string | null;
}

/** The record of a study does not hold this: whoever writes the paper has to. */
export const unknown = () => null;

export const partition = ({ report }: ChecklistContext): string => {
  const { folds, protocol, repeats, seed } = report.foldPlan.options;
  const { many } = groupWords(report.dataset);
  const sealed = report.sealedPart;
  const times = repeats ? `, repeated ${repeats} times` : '';
  const kept = protocol === 'image' ? `${many} may lie on two sides` : `${many} kept on one side`;
  const held = sealed
    ? `; ${sealed.images} of ${sealed.planImages} images sealed before any training`
    : '';
  return `${folds} stratified folds${times}, protocol ${protocol} (${kept}), split seed ${seed}${held}`;
};

export const performance = ({ report }: ChecklistContext): string | null => {
  const baseline = report.variants.find(({ role }) => role === 'baseline');
  const interval = baseline?.intervals?.balancedAccuracy;
  if (!baseline?.pooled || !interval) return null;
  return `Balanced accuracy of ${baseline.name} ${percent(baseline.pooled.scores.balancedAccuracy)} % [${interval.map(percent).join(', ')}] out of fold; all scores, of each class too, in the tables`;
};

export const sizes = ({ report: { classSizes } }: ChecklistContext): string | null => {
  if (classSizes.length === 0) return null;
  const images = classSizes.reduce(
    (sum, { pool, sealed }) => sum + pool.images + (sealed?.images ?? 0),
    0,
  );
  const few = classSizes.toSorted((a, b) => a.pool.groups - b.pool.groups)[0];
  return `${images} images of ${classSizes.length} classes; fewest groups in the pool: ${few?.name}, ${few?.pool.groups}`;
};

export const model = ({ report }: ChecklistContext): string | null =>
  report.configuration &&
  `Every setting of ${report.configuration.baseline} and what each arm changes: table of settings`;

export const software = ({ appendix }: ChecklistContext): string | null => {
  const [first] = appendix?.environments ?? [];
  if (!first) return null;
  const commit = first.gitCommit ? `, commit ${first.gitCommit.slice(0, 12)}` : '';
  return `crossfold ${first.crossfold}${commit}, TensorFlow ${first.tensorflow}, on ${first.device}`;
};

export const calibration = ({ report }: ChecklistContext): string =>
  report.variants.some((variant) => variant.calibration)
    ? 'Temperatures fitted on inner validation; reliability, ECE and NLL before and after'
    : 'Reliability and ECE of the answers as they are';

export const heterogeneity = ({ report }: ChecklistContext): string =>
  `Over ${report.foldPlan.options.folds} folds and ${plural(report.seeds.length, 'seed')}: mean and standard deviation of cells, parts of variance`;

export const flow = (context: ChecklistContext): string | null => {
  const counted = sizes(context);
  return counted && `${counted}; figure and table of where the images went, table by class`;
};

export const lost = ({ report }: ChecklistContext): string =>
  report.failures.length === 0
    ? 'No cell is without a result'
    : `${report.failures.length} cells without a result, named with their reasons; worst-case table`;

export const explained = ({ report }: ChecklistContext): string =>
  report.sealedOpenings.length === 0
    ? 'The sealed part was not opened'
    : `The sealed part was opened ${plural(report.sealedOpenings.length, 'time')}: table of openings`;

export const bySubgroup = ({ appendix }: ChecklistContext): string | null => {
  const attributes = [...new Set((appendix?.subgroups ?? []).map(({ attribute }) => attribute))];
  return attributes.length === 0
    ? null
    : `Scores of the baseline by ${attributes.join(', ')}: table of subgroups; whether they are fair is not in the record`;
};

export const identity = ({ report }: ChecklistContext): string =>
  `Study ${report.studyId}, manifest ${report.dataset.manifestSha256.slice(0, 12)}, fold plan ${report.foldPlan.sha256.slice(0, 12)}, frozen before the first trial`;

export const sources = ({ report: { dataset, dataFlow } }: ChecklistContext): string | null => {
  const source = dataFlow?.dataset?.source;
  const from = source ? `, source: ${source}` : '';
  return `Data set ${dataset.name}${from}; what its images were taken for is not in the record`;
};

export const limits = ({ report }: ChecklistContext): string =>
  `${plural(report.caveats.length, 'number')} to read with care, and the notes`;
