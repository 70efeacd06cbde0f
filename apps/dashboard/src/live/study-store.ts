import type { Cells, StudyDetail, StudyEvent, TrialView } from '@crossfold/contracts';
import { isFinalStudyState } from '@crossfold/contracts/page';
import { ApiProblem } from '../api/api-problem.js';
import { followEvents } from '../api/follow-events.js';
import { readJson, request, requestAll, requestJson, studyPath } from '../api/request.js';
import { viewOfCell } from './cell-view.js';
import type { ConnectionStore } from './connection.js';
import { createStudyModel, type StudyModel, type StudySnapshot } from './study-model.js';
import { createThrottle } from './throttle.js';

const redrawMs = 250;
const detailMs = 3000;
/** Events this long before the first answer are asked for too: clocks may differ a little. */
const overlapMs = 10_000;

/** The API gives so many trials in an answer. */
const maxAtOnce = 1000;

function countAll({ trials }: StudyDetail): number {
  return Object.values(trials).reduce((sum, number) => sum + number, 0);
}

/** Null until the first answer; a problem that trying again does not mend takes its place. */
export type StudyState = StudySnapshot | Error | null;

export interface StudyStore {
  readonly studyId: string;
  readonly snapshot: () => StudyState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly listen: (listener: (event: StudyEvent) => void) => () => void;
  /** Follows the study until it is final; gives what ends that. */
  readonly start: () => () => void;
  /** Reads everything anew, and follows again: something was asked of the study. */
  readonly restart: () => void;
}

/** One study, live until it is final. */
export function createStudyStore(studyId: string, connection: ConnectionStore): StudyStore {
  const path = studyPath(studyId);
  const redrawn = new Set<() => void>();
  const heard = new Set<(event: StudyEvent) => void>();
  let stream = new AbortController();
  let model: StudyModel | null = null;
  let current: StudyState = null;

  const show = (next: StudyState) => {
    current = next;
    for (const listener of redrawn) listener();
  };
  const redraw = createThrottle(() => {
    if (model) show(model.snapshot());
  }, redrawMs);
  const refreshDetail = createThrottle(() => void loadDetail().catch(ignoreOutage), detailMs);

  async function loadDetail(): Promise<void> {
    model?.replaceDetail(await requestJson<StudyDetail>(path, stream.signal));
    redraw.request();
  }

  /** Reads everything. */
  async function load(): Promise<string> {
    const { signal } = stream;
    const response = await request(path, { signal });
    const detail = await readJson<StudyDetail>(response, signal);
    if (!model && countAll(detail) > maxAtOnce) {
      // Thousands of trials come in pages: until they are there, a line of each is shown.
      const { cells } = await requestJson<Cells>(`${path}/cells`, signal);
      model = createStudyModel(detail, cells.map(viewOfCell));
      show(model.snapshot());
    }
    const trials = await requestAll<TrialView>(`${path}/trials`, 'trials', signal);
    if (model) {
      model.replaceDetail(detail);
      model.replaceTrials(trials);
    } else model = createStudyModel(detail, trials);
    show(model.snapshot());
    if (isFinalStudyState(detail.state)) stop();
    const serverMs = Date.parse(response.headers.get('date') ?? '') || Date.now();
    return `${serverMs - overlapMs}-0`;
  }

  function takeEvent(event: StudyEvent): void {
    model?.apply(event);
    for (const listener of heard) listener(event);
    if (event.type !== 'trial.progress') refreshDetail.request();
    const needsReload = event.type === 'study.finished' || event.type === 'study.controlled';
    if (needsReload) void load().catch(ignoreOutage);
    redraw.request();
  }

  function stop(): void {
    stream.abort();
    redraw.cancel();
    refreshDetail.cancel();
    connection.show(null);
  }

  function start(): () => void {
    const own = new AbortController();
    stream = own;
    const { signal } = own;
    const following = followEvents({
      path: `${path}/events`,
      signal,
      load,
      onEvent: takeEvent,
      onConnection: (state) => {
        if (!signal.aborted) connection.show(state);
      },
    });
    following.catch((error: unknown) => {
      if (signal.aborted) return;
      stop();
      show(error instanceof Error ? error : new Error(String(error)));
    });
    return () => {
      if (!own.signal.aborted) stop();
    };
  }

  return {
    studyId,
    snapshot: () => current,
    subscribe(listener) {
      redrawn.add(listener);
      return () => redrawn.delete(listener);
    },
    listen(listener) {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    start,
    restart() {
      stream.abort();
      start();
    },
  };
}

/** The stream notices an outage by itself and says so. */
function ignoreOutage(error: unknown): void {
  if (error instanceof ApiProblem || (error instanceof Error && error.name === 'AbortError'))
    return;
  throw error;
}
