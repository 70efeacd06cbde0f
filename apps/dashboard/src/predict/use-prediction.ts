import type { PredictionView } from '@crossfold/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { readBase64 } from '../api/file-base64.js';
import { post, readJson, requestJson } from '../api/request.js';
import { usualCoverage, type PredictSearch } from './predict-search.js';

const pollMs = 1500;
const waitSeconds = 10;

/** Sends images and waits for the answer, which a worker makes. */
export function usePrediction() {
  const sending = useMutation({
    mutationFn: async ({ search, files }: { search: PredictSearch; files: readonly File[] }) => {
      const { studyId, trialId, byClass, maps, coverage = usualCoverage } = search;
      const images = await Promise.all(
        files.map(async (file) => ({ name: file.name, data: await readBase64(file) })),
      );
      const answer = await post('predictions', {
        studyId,
        ...(trialId !== undefined && { trialId }),
        images,
        coverage: Number(coverage) / 100,
        byClass: byClass === 'yes',
        explain: maps !== 'no',
        waitSeconds,
      });
      return readJson<PredictionView>(answer);
    },
  });
  const predictionId = sending.data?.order.predictionId;
  const polled = useQuery({
    queryKey: ['prediction', predictionId],
    queryFn: ({ signal }) =>
      requestJson<PredictionView>(`predictions/${predictionId ?? ''}`, signal),
    enabled: sending.data?.state === 'open',
    refetchInterval: ({ state }) => (state.data?.state === 'open' || !state.data ? pollMs : false),
  });
  const view = sending.data && (polled.data ?? sending.data);
  return {
    send: sending.mutate,
    files: sending.variables?.files ?? [],
    view,
    isBusy: sending.isPending || view?.state === 'open',
    error: sending.error ?? polled.error,
  };
}
