import type { Forecast, PresetList, StudyDetail, Submitted } from '@crossfold/contracts';
import { queryOptions } from '@tanstack/react-query';
import { readJson, request, requestJson, studyPath } from './request.js';
import type { SchemaNode } from './schema-node.js';

export function presetsQuery() {
  return queryOptions({
    queryKey: ['presets'],
    queryFn: ({ signal }) => requestJson<PresetList>('presets', signal),
    staleTime: Infinity,
  });
}

/** What a study file may have, as a JSON schema. */
export function studySchemaQuery() {
  return queryOptions({
    queryKey: ['study-schema'],
    queryFn: ({ signal }) => requestJson<SchemaNode>('schema/study', signal),
    staleTime: Infinity,
  });
}

/** The file of a study, to begin a clone with. */
export function studyFileQuery(studyId: string | undefined) {
  return queryOptions({
    queryKey: ['study', studyId, 'file'],
    queryFn: async ({ signal }) => {
      const { study } = await requestJson<StudyDetail>(studyPath(studyId ?? ''), signal);
      return study.spec;
    },
    enabled: studyId !== undefined,
    staleTime: Infinity,
  });
}

/** @param json of a study file; null while there is none */
export function forecastQuery(json: string | null) {
  return queryOptions({
    queryKey: ['forecast', json],
    queryFn: async ({ signal }) =>
      readJson<Forecast>(
        await request('studies/forecast', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: json ?? '',
          signal,
        }),
        signal,
      ),
    enabled: json !== null,
    retry: false,
  });
}

/**
 * Submits a study file.
 *
 * @param key of this file: the same one again makes no second study
 * @param clonedFrom the study whose file it began with
 * @throws ApiProblem
 */
export async function submitStudy(
  json: string,
  key: string,
  clonedFrom: string | undefined,
): Promise<Submitted> {
  const query = clonedFrom === undefined ? '' : `?clonedFrom=${encodeURIComponent(clonedFrom)}`;
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  return readJson<Submitted>(
    await request(`studies${query}`, { method: 'POST', headers, body: json }),
  );
}
