import type { ComparisonAcross } from '@crossfold/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.js';

/** @param variants `STUDY/VARIANT`, the first of which the others are compared with */
export function comparisonQuery(variants: readonly string[], comparesUnlike: boolean) {
  return queryOptions({
    queryKey: ['comparison', variants, comparesUnlike],
    queryFn: ({ signal }) =>
      requestJson<ComparisonAcross>(comparisonPath(variants, comparesUnlike), signal),
    enabled: variants.length > 1,
    placeholderData: keepPreviousData,
  });
}

/** @param variants as of {@link comparisonQuery} */
export function comparisonPath(variants: readonly string[], comparesUnlike: boolean): string {
  const query = new URLSearchParams({
    variants: variants.join(','),
    ...(comparesUnlike && { unlike: 'compare' }),
  });
  return `comparisons?${query.toString()}`;
}
