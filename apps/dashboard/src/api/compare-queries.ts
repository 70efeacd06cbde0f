import type { ComparisonAcross } from '@crossfold/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.js';

/** @param variants `STUDY/VARIANT`, the first of which the others are compared with */
export function comparisonQuery(variants: readonly string[], comparesUnlike: boolean) {
  return queryOptions({
    queryKey: ['comparison', variants, comparesUnlike],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({
        variants: variants.join(','),
        ...(comparesUnlike && { unlike: 'compare' }),
      });
      return requestJson<ComparisonAcross>(`comparisons?${query.toString()}`, signal);
    },
    enabled: variants.length > 1,
    placeholderData: keepPreviousData,
  });
}
