import type {
  DatasetImagePage,
  DatasetPlanList,
  DatasetPointer,
  DatasetProblemPage,
  DatasetView,
  IngestProblem,
  StudyPage,
} from '@crossfold/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.js';

export interface DatasetList {
  readonly datasets: readonly DatasetPointer[];
  /** Those that are damaged, or that a later crossfold wrote. */
  readonly unread: readonly {
    readonly name: string;
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
  }[];
}

const problemsPerPage = 50;
const imagesPerPage = 24;
/** The API gives no more at once. */
const maxItems = 1000;

/** @param parts of a path under the data set, not yet encoded */
export function datasetPath(name: string, ...parts: readonly string[]): string {
  return ['datasets', ...[name, ...parts].map(encodeURIComponent)].join('/');
}

export function datasetsQuery() {
  return queryOptions({
    queryKey: ['datasets'],
    queryFn: ({ signal }) => requestJson<DatasetList>('datasets', signal),
  });
}

export function datasetQuery(name: string) {
  return queryOptions({
    queryKey: ['dataset', name],
    queryFn: ({ signal }) => requestJson<DatasetView>(datasetPath(name), signal),
  });
}

export function datasetPlansQuery(name: string) {
  return queryOptions({
    queryKey: ['dataset', name, 'plans'],
    queryFn: ({ signal }) => requestJson<DatasetPlanList>(datasetPath(name, 'fold-plans'), signal),
  });
}

/** The newest studies of a data set. */
export function datasetStudiesQuery(name: string) {
  return queryOptions({
    queryKey: ['dataset', name, 'studies'],
    queryFn: ({ signal }) =>
      requestJson<StudyPage>(`studies?limit=50&dataset=${encodeURIComponent(name)}`, signal),
  });
}

/** @param kind of the problems; undefined for all */
export function datasetProblemsQuery(name: string, kind: IngestProblem['kind'] | undefined) {
  return infiniteQueryOptions({
    queryKey: ['dataset', name, 'problems', kind],
    queryFn: ({ pageParam, signal }) => {
      const query = pageQuery({ limit: problemsPerPage, after: pageParam, kind });
      return requestJson<DatasetProblemPage>(`${datasetPath(name, 'problems')}?${query}`, signal);
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** @param label of the images; undefined for all */
export function datasetImagesQuery(name: string, label: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ['dataset', name, 'images', label],
    queryFn: ({ pageParam, signal }) => {
      const query = pageQuery({ limit: imagesPerPage, after: pageParam, label });
      return requestJson<DatasetImagePage>(`${datasetPath(name, 'images')}?${query}`, signal);
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/**
 * All images of a group.
 *
 * @param name of the data set; undefined while it is not known
 */
export function groupImagesQuery(name: string | undefined, group: string) {
  return queryOptions({
    queryKey: ['dataset', name, 'group', group],
    queryFn: ({ signal }) => {
      const query = pageQuery({ limit: maxItems, group });
      return requestJson<DatasetImagePage>(`${datasetPath(name ?? '', 'images')}?${query}`, signal);
    },
    enabled: name !== undefined,
  });
}

/** Problems of one kind, as many as an answer has. */
export function duplicateProblemsQuery(name: string, kind: IngestProblem['kind']) {
  return queryOptions({
    queryKey: ['dataset', name, 'problems of', kind],
    queryFn: ({ signal }) => {
      const query = pageQuery({ limit: maxItems, kind });
      return requestJson<DatasetProblemPage>(`${datasetPath(name, 'problems')}?${query}`, signal);
    },
    staleTime: Infinity,
  });
}

/** Without what is undefined or empty. */
function pageQuery(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
}
