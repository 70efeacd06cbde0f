import { marginText, percent } from '@crossfold/contracts';
import {
  bySubgroup,
  explained,
  flow,
  heterogeneity,
  identity,
  limits,
  lost,
  model,
  partition,
  performance,
  sizes,
  software,
  sources,
  unknown,
  type ChecklistContext,
  type ChecklistItem,
} from './checklist-answers.js';

/**
 * STARD-AI, for studies of the diagnostic accuracy of models: Sounderajah et al. 2025, Nature Medicine
 * 31, 3283, which extends STARD 2015. Topics in words of our own.
 */
export const stardItems: readonly ChecklistItem[] = [
  {
    item: '1',
    topic: 'title or abstract: accuracy of an AI, and by which measure',
    answer: unknown,
  },
  { item: '2', topic: 'structured abstract', answer: unknown },
  {
    item: '3',
    topic: 'background, intended use, new or established, place in the workflow',
    answer: unknown,
  },
  { item: '4', topic: 'objectives and hypotheses', answer: objectives },
  {
    item: '5',
    topic: 'data collected before or after the test',
    answer: () => 'After: the images were there before any model',
  },
  { item: '6', topic: 'approval by an ethics committee, or why none', answer: unknown },
  {
    item: '7',
    topic: 'criteria of inclusion and exclusion, of participants and of data',
    answer: eligibility,
  },
  { item: '8', topic: 'how eligible participants were found', answer: unknown },
  { item: '9', topic: 'where and when', answer: unknown },
  { item: '10', topic: 'consecutive, random or convenience series', answer: unknown },
  { item: '11', topic: 'source of the data, and what they were collected for', answer: sources },
  { item: '12', topic: 'who annotated the data, and how', answer: unknown },
  {
    item: '13',
    topic: 'devices that took the images, software that made the test',
    answer: (context) => partly(software(context), 'the devices that took the images'),
  },
  {
    item: '14',
    topic: 'acquisition and preparation of the data',
    answer: (context) => partly(model(context), 'how the images were taken'),
  },
  { item: '15a', topic: 'index test', answer: model },
  {
    item: '15b',
    topic: 'its development: training, validation and test, with sizes',
    answer: (context) =>
      [partition(context), sizes(context), explained(context)]
        .filter((text) => text !== null)
        .join('. '),
  },
  {
    item: '15c',
    topic: 'cut-offs of the index test',
    answer: () => 'None was tuned: the most probable class is the answer',
  },
  { item: '15d', topic: 'intended users and their expertise', answer: unknown },
  { item: '16a', topic: 'reference standard', answer: unknown },
  { item: '16b', topic: 'why it was chosen', answer: unknown },
  { item: '16c', topic: 'its cut-offs or categories', answer: unknown },
  {
    item: '17a',
    topic: 'what the test knew of the reference and the patient',
    answer: () =>
      'Of a test image its pixels alone; labels and other columns are never given to a model',
  },
  {
    item: '17b',
    topic: 'what the reference knew of the test',
    answer: () => 'Nothing of these models: the labels were there before them',
  },
  {
    item: '18',
    topic: 'how accuracy was estimated and compared',
    answer: () => 'Under "Question and data", in the notes, and in "What the scores are"',
  },
  {
    item: '19',
    topic: 'indeterminate results',
    answer: () =>
      'None: a model answers every image; the figure of errors among confident images shows what refusing would bring',
  },
  { item: '20', topic: 'missing data', answer: lost },
  { item: '21', topic: 'variability of accuracy', answer: heterogeneity },
  { item: '22', topic: 'sample size and how it was chosen', answer: sampleSize },
  { item: '23', topic: 'analysis of errors, bias and fairness', answer: errorAnalysis },
  { item: '24', topic: 'diagram of the flow', answer: flow },
  {
    item: '25',
    topic: 'characteristics of training, validation and test sets',
    answer: (context) =>
      partly(
        flow(context),
        'characteristics of patients, but for the subgroups that the set tells',
      ),
  },
  { item: '26a', topic: 'severity in those with the condition', answer: unknown },
  {
    item: '26b',
    topic: 'alternative conditions in those without it',
    answer: ({ report }) =>
      report.classSizes.length === 0 ? null : 'Table of images by class: each class is a condition',
  },
  {
    item: '27',
    topic: 'time and interventions between test and reference',
    answer: unknown,
  },
  {
    item: '28',
    topic: 'whether the data represent the intended population',
    answer: unknown,
  },
  { item: '29', topic: 'how data of external evaluation differ', answer: external },
  {
    item: '30',
    topic: 'test against reference, cross-tabulated',
    answer: () => 'Confusion matrix of each variant and of the ensemble',
  },
  { item: '31', topic: 'estimates with their precision', answer: performance },
  { item: '32', topic: 'adverse events', answer: () => 'None possible: no participant was tested' },
  { item: '33', topic: 'limitations, bias, uncertainty, generalisability', answer: limits },
  { item: '34', topic: 'implications for practice', answer: unknown },
  { item: '35', topic: 'ethics and fairness of its use', answer: unknown },
  { item: '36', topic: 'registration', answer: unknown },
  { item: '37', topic: 'where the protocol is', answer: identity },
  { item: '38', topic: 'funding and the role of funders', answer: unknown },
  { item: '39', topic: 'commercial interests', answer: unknown },
  {
    item: '40a',
    topic: 'availability of data and code, restrictions',
    answer: (context) => partly(availability(context), 'where data and code can be had'),
  },
  {
    item: '40b',
    topic: 'whether outputs are stored and can be audited',
    answer: ({ report }) =>
      `Every prediction is stored with its hash; crossfold verify ${report.studyId} checks all of them`,
  },
];

/** What of an item the record holds, with what it does not; null where it holds nothing of it. */
function partly(known: string | null, gap: string): string | null {
  return known === null ? null : `${known}; not in the record: ${gap}`;
}

function objectives({ report }: ChecklistContext): string {
  const own = report.asked === null ? '' : `${report.asked} `;
  return `${own}Whether an arm differs from the baseline by more than ${marginText(report)} of balanced accuracy`;
}

function eligibility({ report: { dataFlow } }: ChecklistContext): string | null {
  if (!dataFlow?.dataset) return null;
  const dropped = dataFlow.dataset.dropped.reduce((sum, { images }) => sum + images, 0);
  const excluded =
    dropped === 0
      ? 'no image was left out'
      : `${dropped} images or rows were left out, by the reasons in the table of the flow`;
  return partly(`Of data: ${excluded}`, 'criteria for participants');
}

function sampleSize(context: ChecklistContext): string | null {
  const counted = sizes(context);
  if (counted === null) return null;
  const found = context.report.variants
    .flatMap(({ comparison }) => comparison?.power?.smallestDetectable ?? [])
    .filter((difference) => difference <= 1);
  const power =
    found.length > 0
      ? `; true differences of ${percent(Math.min(...found))} points and more are found in four of five cases`
      : '';
  return `${counted}; as many as the data set has${power}`;
}

function errorAnalysis(context: ChecklistContext): string | null {
  const shared = context.appendix?.sharedErrors;
  const found = [
    ...(shared
      ? [`Cases that every model answers wrongly: ${shared.rows.length} of ${shared.cases}`]
      : []),
    ...[bySubgroup(context)].filter((text) => text !== null),
  ];
  return found.length === 0 ? null : found.join('; ');
}

function external({ report: { crossEvaluations } }: ChecklistContext): string | null {
  if (crossEvaluations.length === 0) return 'None was done: all images are of one data set';
  const names = crossEvaluations.map(({ target }) => target.name).join(', ');
  return partly(
    `On ${names}: tables of scores and of what was left out`,
    'how their images differ',
  );
}

function availability({ report, appendix }: ChecklistContext): string | null {
  const licence = report.dataFlow?.dataset?.licence;
  const code = software({ report, appendix });
  const known = [
    ...(licence ? [`Licence of the data: ${licence}`] : []),
    ...(code === null ? [] : [code]),
  ];
  return known.length === 0 ? null : known.join('; ');
}
