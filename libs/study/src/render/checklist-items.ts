import { groupWords, percent, type Report, type ReportAppendix } from '@crossfold/contracts';
import { plural } from '../summary/plural.js';

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
const unknown = () => null;

const partition = ({ report }: ChecklistContext): string => {
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

const performance = ({ report }: ChecklistContext): string | null => {
  const baseline = report.variants.find(({ role }) => role === 'baseline');
  const interval = baseline?.intervals?.balancedAccuracy;
  if (!baseline?.pooled || !interval) return null;
  return `Balanced accuracy of ${baseline.name} ${percent(baseline.pooled.scores.balancedAccuracy)} % [${interval.map(percent).join(', ')}] out of fold; all scores, of each class too, in the tables`;
};

const sizes = ({ report: { classSizes } }: ChecklistContext): string | null => {
  if (classSizes.length === 0) return null;
  const images = classSizes.reduce(
    (sum, { pool, sealed }) => sum + pool.images + (sealed?.images ?? 0),
    0,
  );
  const few = classSizes.toSorted((a, b) => a.pool.groups - b.pool.groups)[0];
  return `${images} images of ${classSizes.length} classes; fewest groups in the pool: ${few?.name}, ${few?.pool.groups}`;
};

const model = ({ report }: ChecklistContext): string | null =>
  report.configuration &&
  `Every setting of ${report.configuration.baseline} and what each arm changes: table of settings`;

const software = ({ appendix }: ChecklistContext): string | null => {
  const [first] = appendix?.environments ?? [];
  if (!first) return null;
  const commit = first.gitCommit ? `, commit ${first.gitCommit.slice(0, 12)}` : '';
  return `crossfold ${first.crossfold}${commit}, TensorFlow ${first.tensorflow}, on ${first.device}`;
};

const calibration = ({ report }: ChecklistContext): string =>
  report.variants.some((variant) => variant.calibration)
    ? 'Temperatures fitted on inner validation; reliability, ECE and NLL before and after'
    : 'Reliability and ECE of the answers as they are';

const heterogeneity = ({ report }: ChecklistContext): string =>
  `Over ${report.foldPlan.options.folds} folds and ${plural(report.seeds.length, 'seed')}: mean and standard deviation of cells, parts of variance`;

const flow = (context: ChecklistContext): string | null => {
  const counted = sizes(context);
  return counted && `${counted}; table of images and groups by class and part`;
};

const lost = ({ report }: ChecklistContext): string =>
  report.failures.length === 0
    ? 'No cell is without a result'
    : `${report.failures.length} cells without a result, named with their reasons; worst-case table`;

const explained = ({ report }: ChecklistContext): string =>
  report.sealedOpenings.length === 0
    ? 'The sealed part was not opened'
    : `The sealed part was opened ${report.sealedOpenings.length} times: table of openings`;

const bySubgroup = ({ appendix }: ChecklistContext): string | null => {
  const attributes = [...new Set((appendix?.subgroups ?? []).map(({ attribute }) => attribute))];
  return attributes.length === 0
    ? null
    : `Scores of the baseline by ${attributes.join(', ')}: table of subgroups; whether they are fair is not in the record`;
};

const identity = ({ report }: ChecklistContext): string =>
  `Study ${report.studyId}, manifest ${report.dataset.manifestSha256.slice(0, 12)}, fold plan ${report.foldPlan.sha256.slice(0, 12)}, frozen before the first trial`;

/**
 * TRIPOD+AI, for studies that develop and evaluate prediction models: Collins et al. 2024, BMJ 385,
 * e078378. Topics in words of our own.
 */
export const tripodItems: readonly ChecklistItem[] = [
  { item: '1', topic: 'title', answer: unknown },
  { item: '2', topic: 'abstract', answer: unknown },
  {
    item: '3a–c',
    topic: 'clinical context, target population, known inequalities',
    answer: unknown,
  },
  {
    item: '4',
    topic: 'objectives',
    answer: ({ report: { variants } }) =>
      `Development and internal evaluation of ${variants.length} variants, each against ${variants[0]?.name ?? 'the baseline'}`,
  },
  {
    item: '5a',
    topic: 'source of the data',
    answer: ({ report }) =>
      `Data set ${report.dataset.name}; where its images come from is not in the record`,
  },
  { item: '5b', topic: 'dates of collection', answer: unknown },
  { item: '6a–c', topic: 'setting, eligibility, treatments', answer: unknown },
  { item: '7', topic: 'preparation of the data', answer: model },
  {
    item: '8a–c',
    topic: 'outcome, its assessors and their blinding',
    answer: ({ report }) =>
      `Classes ${report.classSizes
        .slice(0, 12)
        .map(({ name }) => name)
        .join(', ')}; how they were assessed is not in the record`,
  },
  {
    item: '9a–c',
    topic: 'predictors',
    answer: () => 'The pixels of the image alone; other columns are never given to a model',
  },
  { item: '10', topic: 'sample size', answer: sizes },
  { item: '11', topic: 'missing data', answer: lost },
  { item: '12a', topic: 'use of the data, partition', answer: partition },
  { item: '12b–c', topic: 'handling of predictors, type and building of the model', answer: model },
  { item: '12d', topic: 'heterogeneity', answer: heterogeneity },
  {
    item: '12e',
    topic: 'measures of performance',
    answer: () => 'Explained in "What the scores are"',
  },
  { item: '12f', topic: 'updating of the model', answer: calibration },
  {
    item: '12g',
    topic: 'how predictions were made',
    answer: ({ report }) =>
      report.ensemble
        ? `Out of fold by single models; on the sealed part by ${report.ensemble.members.length} members`
        : 'Out of fold by single models',
  },
  {
    item: '13',
    topic: 'class imbalance',
    answer: ({ report }) =>
      `Class weights and sampling of each variant: table of settings; always answering ${report.trivial.class} would have a balanced accuracy of ${percent(report.trivial.balancedAccuracy)} %`,
  },
  { item: '14', topic: 'fairness', answer: bySubgroup },
  {
    item: '15',
    topic: 'output of the model',
    answer: () => 'A probability for each class; the most probable one is the answer',
  },
  { item: '16', topic: 'differences between development and evaluation', answer: partition },
  { item: '17', topic: 'ethical approval', answer: unknown },
  { item: '18a–b', topic: 'funding, conflicts of interest', answer: unknown },
  { item: '18c–d', topic: 'protocol, registration', answer: identity },
  { item: '18e–f', topic: 'sharing of data and code', answer: software },
  { item: '19', topic: 'involvement of patients and the public', answer: unknown },
  { item: '20a–c', topic: 'flow and characteristics of participants', answer: flow },
  { item: '21', topic: 'participants and events in each analysis', answer: sizes },
  { item: '22', topic: 'full specification of the model', answer: model },
  { item: '23a', topic: 'performance with intervals', answer: performance },
  { item: '23b', topic: 'heterogeneity of performance', answer: heterogeneity },
  { item: '24', topic: 'results of updating', answer: calibration },
  { item: '25', topic: 'interpretation', answer: unknown },
  {
    item: '26',
    topic: 'limitations',
    answer: ({ report }) => `${report.caveats.length} numbers to read with care, and the notes`,
  },
  { item: '27a–c', topic: 'use: poor input, skills of users, next steps', answer: unknown },
];

/**
 * STARD 2015, for studies of diagnostic accuracy, which STARD-AI extends: Bossuyt et al. 2015, BMJ
 * 351, h5527. Topics in words of our own.
 */
export const stardItems: readonly ChecklistItem[] = [
  { item: '1–2', topic: 'title, abstract', answer: unknown },
  { item: '3', topic: 'background, intended use of the test', answer: unknown },
  {
    item: '4',
    topic: 'objectives and hypotheses',
    answer: ({ report }) =>
      `Whether an arm differs from the baseline by more than ±${report.marginPoints} points of balanced accuracy`,
  },
  {
    item: '5',
    topic: 'collected before or after the test',
    answer: () => 'After: the images were there before any model',
  },
  {
    item: '6–9',
    topic: 'participants: eligibility, how, where and when found, which series',
    answer: unknown,
  },
  { item: '10a', topic: 'index test', answer: model },
  { item: '10b–11', topic: 'reference standard and why it was chosen', answer: unknown },
  {
    item: '12a',
    topic: 'cut-offs of the index test',
    answer: () => 'None was tuned: the most probable class is the answer',
  },
  { item: '12b', topic: 'cut-offs of the reference standard', answer: unknown },
  { item: '13a', topic: 'whether the test knew the reference', answer: partition },
  {
    item: '13b',
    topic: 'whether the reference knew the test',
    answer: () => 'No: the labels were there before any model',
  },
  {
    item: '14',
    topic: 'methods to estimate accuracy',
    answer: () => 'Explained in "What the scores are" and in the titles of the tables',
  },
  {
    item: '15',
    topic: 'indeterminate results',
    answer: () =>
      'None: a model answers every image; the figure of errors among confident images shows what refusing would bring',
  },
  { item: '16', topic: 'missing data', answer: lost },
  { item: '17', topic: 'variability of accuracy', answer: heterogeneity },
  { item: '18', topic: 'sample size', answer: sizes },
  { item: '19', topic: 'flow', answer: flow },
  { item: '20–21', topic: 'characteristics, severity, alternative diagnoses', answer: flow },
  { item: '22', topic: 'time between test and reference', answer: unknown },
  {
    item: '23',
    topic: 'cross-tabulation',
    answer: () => 'Confusion matrix of each variant and of the ensemble',
  },
  { item: '24', topic: 'estimates with their precision', answer: performance },
  { item: '25', topic: 'adverse events', answer: () => 'None possible: no participant was tested' },
  {
    item: '26',
    topic: 'limitations',
    answer: ({ report }) => `${report.caveats.length} numbers to read with care, and the notes`,
  },
  { item: '27', topic: 'implications for practice', answer: unknown },
  { item: '28–29', topic: 'registration, protocol', answer: identity },
  { item: '30', topic: 'funding', answer: unknown },
  {
    item: 'AI',
    topic: 'software, device, openings of the test set',
    answer: (context) =>
      [software(context), explained(context)].filter((text) => text !== null).join('; '),
  },
];
