import type {
  AttemptList,
  Configuration,
  ExplanationList,
  ExplanationView,
  Receipt,
  Report,
  ReportDocument,
  SealedPartView,
  StudyNotes,
  StudyPage,
  StudyView,
  TrialMetrics,
} from '@crossfold/contracts';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import type { EpochRow } from './epoch-row.js';
import { request, requestAll, requestJson, requestRows, studyPath, trialPath } from './request.js';

/*
 * What the pages read, each under a key that begins with what it is of: `['studies']` for the list,
 * `['study', studyId]` for all of one study. What only a new edition changes names the edition.
 */

const studiesPerPage = 50;

/** @param query of the API, without paging */
export function studiesQuery(query: string) {
  return infiniteQueryOptions({
    queryKey: ['studies', query],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? '' : `&after=${encodeURIComponent(pageParam)}`;
      return requestJson<StudyPage>(`studies?limit=${studiesPerPage}${after}&${query}`, signal);
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/**
 * Every study of a list as it is at one moment: a later look is another answer.
 *
 * @param path of the list, with its query
 */
export function listedStudiesQuery(path: string) {
  return queryOptions({
    queryKey: ['listed studies', path],
    queryFn: ({ signal }) => requestAll<StudyView>(path, 'studies', signal),
    staleTime: Infinity,
    gcTime: 0,
  });
}

export function reportQuery(studyId: string, edition: number) {
  return queryOptions({
    queryKey: ['study', studyId, 'report', edition],
    queryFn: ({ signal }) => requestJson<Report>(`${studyPath(studyId)}/report`, signal),
    staleTime: Infinity,
  });
}

export function reportDocumentQuery(studyId: string, edition: number) {
  return queryOptions({
    queryKey: ['study', studyId, 'document', edition],
    queryFn: ({ signal }) =>
      requestJson<ReportDocument>(`${studyPath(studyId)}/report?format=document`, signal),
    staleTime: Infinity,
  });
}

/**
 * What is sealed, and who has opened it since the report too.
 *
 * @param edition of the report; 0 before there is one, which comes with an opening of its own
 */
export function sealedPartQuery(studyId: string, edition: number) {
  return queryOptions({
    queryKey: ['study', studyId, 'sealed-part', edition],
    queryFn: ({ signal }) =>
      requestJson<SealedPartView>(`${studyPath(studyId)}/sealed-part`, signal),
  });
}

export function notesQuery(studyId: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'notes'],
    queryFn: ({ signal }) => requestJson<StudyNotes>(`${studyPath(studyId)}/notes`, signal),
  });
}

export function configurationQuery(studyId: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'configuration'],
    queryFn: ({ signal }) =>
      requestJson<Configuration>(`${studyPath(studyId)}/configuration`, signal),
    staleTime: Infinity,
  });
}

export function trialMetricsQuery(studyId: string, trialId: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'metrics', trialId],
    queryFn: ({ signal }) =>
      requestJson<TrialMetrics>(`${trialPath(studyId, trialId)}/metrics`, signal),
  });
}

/** @param state of the trial: what an attempt came to changes with it */
export function attemptsQuery(studyId: string, trialId: string, state: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'attempts', trialId, state],
    queryFn: ({ signal }) =>
      requestJson<AttemptList>(`${trialPath(studyId, trialId)}/attempts`, signal),
    placeholderData: keepPreviousData,
  });
}

/** As often as a worker stores the log of a trial that runs. */
const logPollMs = 15_000;

/** @param version changes when the trial does */
export function trialLogQuery(
  { studyId, trialId }: { readonly studyId: string; readonly trialId: string },
  tail: number,
  { version, isRunning }: { readonly version: string; readonly isRunning: boolean },
) {
  return queryOptions({
    queryKey: ['study', studyId, 'log', trialId, version, tail],
    queryFn: async ({ signal }) =>
      (await request(`${trialPath(studyId, trialId)}/log?tail=${tail}`, { signal })).text(),
    refetchInterval: isRunning ? logPollMs : false,
    placeholderData: keepPreviousData,
  });
}

export function receiptQuery(studyId: string, trialId: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'receipt', trialId],
    queryFn: ({ signal }) => requestJson<Receipt>(`${trialPath(studyId, trialId)}/receipt`, signal),
    staleTime: Infinity,
  });
}

/** @param version the number of trials of the variant that have ended */
export function epochsQuery(
  queries: QueryClient,
  { studyId, variant, version }: { studyId: string; variant: string; version: number },
) {
  const query = new URLSearchParams({ format: 'jsonl', variant });
  const ofVariant = ['study', studyId, 'epochs', variant];
  return queryOptions({
    queryKey: [...ofVariant, version],
    queryFn: ({ signal }) =>
      requestRows<EpochRow>(`${studyPath(studyId)}/tables/epochs?${query.toString()}`, signal),
    staleTime: Infinity,
    // Until another trial's are there, those of before stay.
    placeholderData: () =>
      queries
        .getQueriesData<readonly EpochRow[]>({ queryKey: ofVariant })
        .findLast(([, rows]) => rows !== undefined)?.[1],
  });
}

const explanationPollMs = 3000;

export function explanationsQuery(studyId: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'explanations'],
    queryFn: ({ signal }) =>
      requestJson<ExplanationList>(`${studyPath(studyId)}/explanations`, signal),
    refetchInterval: ({ state }) =>
      state.data?.explanations.some((one) => one.state === 'open') ? explanationPollMs : false,
  });
}

export function explanationQuery(studyId: string, number: number, state: string) {
  return queryOptions({
    queryKey: ['study', studyId, 'explanation', number, state],
    queryFn: ({ signal }) =>
      requestJson<ExplanationView>(`${studyPath(studyId)}/explanations/${number}`, signal),
    staleTime: Infinity,
  });
}
