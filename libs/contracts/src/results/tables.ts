/** Tables of a study for data frames, one file each, and what a row of each is. */
const studyTables = {
  variants: 'a variant: its cells, pooled scores with bounds, mean and deviation over cells',
  differences: 'an arm against the variant that it is compared with',
  classes: 'a class of a variant, over its pooled out-of-fold predictions',
  confusions: 'how many images of a class a variant took for which, pooled',
  ensemble: 'a main score of the ensemble on the sealed part, beside the baseline there',
  ensembleViews:
    'a main score of single members, ensembles of one seed or of all, with a set of views, sealed part',
  crossValidated: 'a main score of an ensemble out of fold, and its difference from single models',
  subgroups: 'a subgroup of the images: scores of the baseline on it, with bounds, out of fold',
  learningCurves: 'a share of the training part: what was trained on, and scores, out of fold',
  sharedErrors: 'a group that every model held out from it answers wrongly, baseline',
  tradeOffs: 'a variant: its score out of fold beside its size, operations, latency and memory',
  curves: 'a place of a curve of a variant: mean and deviation over cells, out of fold',
  published: 'a score that others published, and how it was measured',
  dataFlow: 'a part that images of the data set went to, or a reason for which they were left out',
  winners: 'a variant of a stage, and what the winner was chosen by',
  race: 'an arm that was raced out, and a rival that ruled it out',
  stops: 'a trial that was stopped between two epochs, and what it was compared with',
  caveats: 'a number to read with care, and why',
  cells: 'a trial: its place, state and all scores',
  epochs: 'an epoch of a trial',
  predictions: 'an out-of-fold image of a trial: its label and class probabilities',
} as const;

export type StudyTableName = keyof typeof studyTables;
export const studyTableNames = Object.keys(studyTables) as [StudyTableName, ...StudyTableName[]];

export const studyTableFormats = ['csv', 'jsonl', 'parquet'] as const;
export type StudyTableFormat = (typeof studyTableFormats)[number];
