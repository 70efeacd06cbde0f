import type { DatasetImage } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { groupImagesQuery } from '../api/dataset-queries.js';
import {
  predictionRowsQuery,
  predictionsByTrial,
  studyDetailQuery,
} from '../api/lesion-queries.js';

/** One group of the data set of a study, and what each model says of it that did not see it. */
export function useLesion(studyId: string, groupId: string) {
  const detail = useQuery(studyDetailQuery(studyId));
  const images = useQuery(groupImagesQuery(detail.data?.study.dataset.name, groupId));
  const rows = useQuery(predictionRowsQuery(studyId, { group: groupId }));
  const found = images.data?.images;
  const predictions = useMemo(() => {
    // Where patients are known, a group may be more than this lesion.
    const own = new Set(found?.map(({ imageId }) => imageId));
    return predictionsByTrial((rows.data ?? []).filter(({ image }) => own.has(image)));
  }, [found, rows.data]);
  const all = [detail, images, rows];
  return {
    detail: detail.data,
    images: found ?? ([] as readonly DatasetImage[]),
    predictions,
    isLoading: all.some(({ isLoading }) => isLoading),
    error: all.find(({ error }) => error)?.error ?? null,
  };
}
