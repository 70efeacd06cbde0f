import type { Cell, DatasetImage } from '@crossfold/contracts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { groupImagesQuery } from '../api/dataset-queries.js';
import {
  cellsQuery,
  somePredictionsQuery,
  studyDetailQuery,
  type SomePredictions,
} from '../api/lesion-queries.js';

/**
 * One group of the data set of a study, and what each model says of it that did not see it. Which fold
 * tests it is found by asking the trials of one variant and seed; the others are asked of those folds
 * alone.
 */
export function useLesion(studyId: string, groupId: string) {
  const detail = useQuery(studyDetailQuery(studyId));
  const datasetName = detail.data?.study.dataset.name;
  const images = useQuery(groupImagesQuery(datasetName, groupId));
  const cells = useQuery(cellsQuery(studyId));
  const imageIds = images.data?.images.map(({ imageId }) => imageId) ?? [];
  const done = cells.data?.cells.filter(({ state }) => state === 'succeeded') ?? [];
  const wanted = { key: groupId, imageIds };
  const scouts = useQueries({
    queries: scoutsOf(done).map((cell) => somePredictionsQuery(studyId, cell, wanted)),
  });
  const scouted = scouts.flatMap(({ data }) => data ?? []);
  const folds = new Set(
    scouted.filter((one) => one.images.length > 0).map(({ cell }) => foldOf(cell)),
  );
  const asked = useQueries({
    queries: done
      .filter((cell) => folds.has(foldOf(cell)))
      .map((cell) => somePredictionsQuery(studyId, cell, wanted)),
  });
  const all = [detail, images, cells, ...scouts, ...asked];
  return {
    detail: detail.data,
    images: images.data?.images ?? ([] as readonly DatasetImage[]),
    /** In the order of the study. */
    predictions: asked.flatMap(({ data }): SomePredictions[] => (data ? [data] : [])),
    /** Trials that were to be asked. */
    toAsk: asked.length,
    isLoading: all.some(({ isLoading }) => isLoading),
    error: all.find(({ error }) => error)?.error ?? null,
  };
}

/** A trial of each fold that has ended: which variant and seed it is of does not matter. */
function scoutsOf(cells: readonly Cell[]): Cell[] {
  return [...new Map([...cells].reverse().map((cell) => [foldOf(cell), cell])).values()];
}

function foldOf({ repeat, fold }: Cell): string {
  return `${repeat} ${fold}`;
}
