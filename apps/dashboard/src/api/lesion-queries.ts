import type { PredictionFilter, StudyDetail, TrialPredictions } from '@crossfold/contracts';
import { queryOptions } from '@tanstack/react-query';
import { requestJson, requestRows, studyPath } from './request.js';

export function studyDetailQuery(studyId: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'detail'],
    queryFn: ({ signal }) => requestJson<StudyDetail>(studyPath(studyId), signal),
  });
}

/** A row of the table of predictions; the probability of each class is `p_CLASS`. */
export interface PredictionRow {
  readonly variant: string;
  readonly repeat: number;
  readonly fold: number;
  readonly seed: number;
  readonly trial: string;
  readonly image: string;
  readonly group: string;
  readonly label: string;
  readonly predicted: string;
  readonly [probability: `p_${string}`]: number;
}

/** Out-of-fold predictions, those that fit the filter. */
export function predictionRowsQuery(
  studyId: string,
  filter: Readonly<Partial<Record<keyof PredictionFilter, string>>>,
) {
  const query = new URLSearchParams({ format: 'jsonl', ...filter }).toString();
  return queryOptions({
    queryKey: ['study', studyId, 'predictions', query],
    queryFn: ({ signal }) =>
      requestRows<PredictionRow>(`${studyPath(studyId)}/tables/predictions?${query}`, signal),
  });
}

/** What a trial says of the images of a group. */
export interface SomePredictions {
  readonly cell: {
    readonly trialId: string;
    readonly variant: string;
    readonly repeat: number;
    readonly fold: number;
  };
  /** In the order of the probabilities. */
  readonly classes: readonly string[];
  readonly images: TrialPredictions['images'];
}

const probabilityPrefix = 'p_';

/** Rows of the table by trial, in the order of the study. */
export function predictionsByTrial(rows: readonly PredictionRow[]): SomePredictions[] {
  const classes = Object.keys(rows[0] ?? {})
    .filter((column) => column.startsWith(probabilityPrefix))
    .map((column) => column.slice(probabilityPrefix.length));
  const trials = new Map<string, PredictionRow[]>();
  for (const row of rows) trials.set(row.trial, [...(trials.get(row.trial) ?? []), row]);
  return [...trials].map(([trialId, own]) => {
    const { variant = '', repeat = 0, fold = 0 } = own[0] ?? {};
    return {
      cell: { trialId, variant, repeat, fold },
      classes,
      images: own.map((row) => ({
        imageId: row.image,
        label: row.label,
        predicted: row.predicted,
        probabilities: classes.map((name) => row[`p_${name}`] ?? 0),
      })),
    };
  });
}
