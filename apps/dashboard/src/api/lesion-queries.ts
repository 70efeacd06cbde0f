import type { Cell, Cells, StudyDetail, TrialPredictions } from '@crossfold/contracts';
import { queryOptions } from '@tanstack/react-query';
import { requestJson, studyPath, trialPath } from './request.js';

export function studyDetailQuery(studyId: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'detail'],
    queryFn: ({ signal }) => requestJson<StudyDetail>(studyPath(studyId), signal),
  });
}

export function cellsQuery(studyId: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'cells'],
    queryFn: ({ signal }) => requestJson<Cells>(`${studyPath(studyId)}/cells`, signal),
  });
}

/** What a trial says of some images; of thousands in its fold, the others are not kept. */
export interface SomePredictions {
  readonly cell: Cell;
  /** In the order of the probabilities. */
  readonly classes: readonly string[];
  readonly images: TrialPredictions['images'];
}

/** @param key of the images */
export function somePredictionsQuery(
  studyId: string,
  cell: Cell,
  { key, imageIds }: { readonly key: string; readonly imageIds: readonly string[] },
) {
  return queryOptions({
    queryKey: ['study', studyId, 'predictions', cell.trialId, key],
    queryFn: async ({ signal }): Promise<SomePredictions> => {
      const path = `${trialPath(studyId, cell.trialId)}/predictions`;
      const { classes, images } = await requestJson<TrialPredictions>(path, signal);
      const wanted = new Set(imageIds);
      return { cell, classes, images: images.filter(({ imageId }) => wanted.has(imageId)) };
    },
    staleTime: Infinity,
    enabled: imageIds.length > 0,
  });
}
