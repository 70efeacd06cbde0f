import type { FleetForecast, FleetPolicy, QueuePage, WorkerList } from '@crossfold/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.js';

/** Workers send a heartbeat every five seconds. */
const pollMs = 5000;
const jobsPerPage = 100;

export function workersQuery() {
  return queryOptions({
    queryKey: ['workers'],
    queryFn: ({ signal }) => requestJson<WorkerList>('workers', signal),
    refetchInterval: pollMs,
  });
}

export function forecastQuery() {
  return queryOptions({
    queryKey: ['fleet', 'forecast'],
    queryFn: ({ signal }) => requestJson<FleetForecast>('fleet/forecast', signal),
    refetchInterval: pollMs,
  });
}

export function fleetPolicyQuery() {
  return queryOptions({
    queryKey: ['fleet', 'policy'],
    queryFn: ({ signal }) => requestJson<FleetPolicy>('fleet/policy', signal),
  });
}

export function queueQuery() {
  return infiniteQueryOptions({
    queryKey: ['queue'],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? '' : `&after=${encodeURIComponent(pageParam)}`;
      return requestJson<QueuePage>(`queue?limit=${jobsPerPage}${after}`, signal);
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: pollMs,
    placeholderData: keepPreviousData,
  });
}
