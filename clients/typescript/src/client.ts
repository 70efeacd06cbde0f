import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { createConnection, type ClientOptions, type Connection } from './connection.js';
import { followStudy, type FollowOptions, type ReceivedEvent } from './events.js';
import type { components, operations, paths } from './generated/api.js';

type Schemas = components['schemas'];
export type StudyFile = Schemas['StudyFile'];
export type StudyDetail = Schemas['StudyDetail'];
export type StudyView = Schemas['StudyView'];
export type Trial = Schemas['Trial'];
export type Cell = Schemas['Cell'];
export type Report = Schemas['Report'];
export type Receipt = Schemas['Receipt'];
export type Forecast = Schemas['Forecast'];
export type EpochRecord = Schemas['EpochRecord'];
export type StudyFilter = Omit<
  NonNullable<operations['listStudies']['parameters']['query']>,
  'after' | 'limit'
>;
export type TableName = operations['getTable']['parameters']['path']['table'];
export type TableFormat = 'csv' | 'jsonl' | 'parquet';
export type ReportFormat = 'md' | 'html' | 'latex';
/** What is left out: the newest attempt that has a log, and all that is kept of it. */
export interface TrialLogChoice {
  readonly attempt?: number;
  readonly tail?: number;
}
export type Submitted = operations['submitStudy']['responses'][201]['content']['application/json'];

/** Asks an orchestrator. All methods reject with `CrossfoldError`. */
export interface Client {
  readonly connection: Connection;
  /** Every operation of the API by its path, typed: `api.GET('/api/v1/workers')`. */
  readonly api: FetchClient<paths>;
  /**
   * Submits a study file, as an object.
   *
   * @param idempotencyKey names this request: sent again, it makes no second study
   */
  submit(file: StudyFile, idempotencyKey?: string): Promise<Submitted>;
  forecast(file: StudyFile): Promise<Forecast>;
  /** Every study that is wanted, whatever the pages. */
  studies(wanted?: StudyFilter): AsyncGenerator<StudyView>;
  study(studyId: string): Promise<StudyDetail>;
  /** The newest study of this very name; null where there is none. */
  findStudy(name: string): Promise<StudyView | null>;
  trials(studyId: string): AsyncGenerator<Trial>;
  /** All trials in short, at once. */
  cells(studyId: string): Promise<Cell[]>;
  receipt(studyId: string, trialId: string): Promise<Receipt>;
  /** What each epoch came to, also while the trial runs. */
  epochs(studyId: string, trialId: string): Promise<EpochRecord[]>;
  /** What an attempt at a trial has said; of the newest one, and all that is kept, unless others are named. */
  trialLog(studyId: string, trialId: string, choice?: TrialLogChoice): Promise<string>;
  /** Events of a study from its first, until it is over. */
  follow(studyId: string, options?: FollowOptions): AsyncGenerator<ReceivedEvent>;
  /** Waits until a study is over. */
  wait(studyId: string, options?: FollowOptions): Promise<StudyDetail>;
  report(studyId: string): Promise<Report>;
  reportText(studyId: string, format?: ReportFormat): Promise<string>;
  /** A table for data frames, as it comes: it may be larger than memory. */
  table(studyId: string, name: TableName, format?: TableFormat): Promise<Response>;
  /** The evaluated weights of a trial, as they come. */
  weights(studyId: string, trialId: string): Promise<Response>;
}

export function createClient(options: ClientOptions): Client {
  const connection = createConnection(options);
  const api = createFetchClient<paths>({ baseUrl: connection.url, fetch: connection.fetch });
  return { connection, api, ...readers(connection, api), ...writers(api) };
}

type Api = FetchClient<paths>;

function writers(api: Api): Pick<Client, 'submit' | 'forecast'> {
  return {
    submit: async (body, key) =>
      dataOf(
        await api.POST('/api/v1/studies', {
          body,
          params: { header: key === undefined ? {} : { 'Idempotency-Key': key } },
        }),
      ),
    forecast: async (body) => dataOf(await api.POST('/api/v1/studies/forecast', { body })),
  };
}

function readers(
  connection: Connection,
  api: Api,
): Omit<Client, 'connection' | 'api' | 'submit' | 'forecast'> {
  const ofStudy = (studyId: string) => ({ params: { path: { studyId } } });
  const ofTrial = (studyId: string, trialId: string) => ({
    params: { path: { studyId, trialId } },
  });

  const study: Client['study'] = async (studyId) =>
    dataOf(await api.GET('/api/v1/studies/{studyId}', ofStudy(studyId)));

  const studies: Client['studies'] = (wanted = {}) =>
    pages(async (after) => {
      const query = { ...wanted, ...after };
      const page = dataOf(await api.GET('/api/v1/studies', { params: { query } }));
      return { items: page.studies, next: page.next };
    });

  const follow: Client['follow'] = (studyId, options = {}) => {
    const look = async () => {
      const { state, control } = await study(studyId);
      return { isOver: isOver(state), edition: control.edition };
    };
    return followStudy(connection, `${studyPath(studyId)}/events`, look, options);
  };

  return {
    study,
    studies,
    async findStudy(name) {
      for await (const found of studies({ name })) return found;
      return null;
    },
    trials: (studyId) =>
      pages(async (query) => {
        const params = { path: { studyId }, query };
        const page = dataOf(await api.GET('/api/v1/studies/{studyId}/trials', { params }));
        return { items: page.trials, next: page.next };
      }),
    cells: async (studyId) =>
      dataOf(await api.GET('/api/v1/studies/{studyId}/cells', ofStudy(studyId))).cells,
    receipt: async (studyId, trialId) =>
      dataOf(
        await api.GET(
          '/api/v1/studies/{studyId}/trials/{trialId}/receipt',
          ofTrial(studyId, trialId),
        ),
      ),
    epochs: async (studyId, trialId) =>
      dataOf(
        await api.GET(
          '/api/v1/studies/{studyId}/trials/{trialId}/metrics',
          ofTrial(studyId, trialId),
        ),
      ).epochs,
    trialLog: async (studyId, trialId, choice = {}) => {
      const query = new URLSearchParams(
        Object.entries(choice).map(([name, value]) => [name, String(value)]),
      );
      const path = `${studyPath(studyId)}/trials/${encodeURIComponent(trialId)}/log?${query.toString()}`;
      return (await connection.send(path, anything)).text();
    },
    follow,
    async wait(studyId, options) {
      const before = await study(studyId);
      if (isOver(before.state)) return before;
      const events = follow(studyId, options);
      while (!(await events.next()).done) continue;
      return study(studyId);
    },
    async report(studyId) {
      const response = await connection.send(`${studyPath(studyId)}/report?format=json`);
      return (await response.json()) as Report;
    },
    reportText: async (studyId, format = 'md') =>
      (await connection.send(`${studyPath(studyId)}/report?format=${format}`, anything)).text(),
    table: (studyId, name, format = 'csv') =>
      connection.send(`${studyPath(studyId)}/tables/${name}?format=${format}`, anything),
    weights: (studyId, trialId) =>
      connection.send(
        `${studyPath(studyId)}/trials/${encodeURIComponent(trialId)}/weights`,
        anything,
      ),
  };
}

const anything = { headers: { accept: '*/*' } } as const;

function isOver(state: StudyView['state']): boolean {
  return ['finished', 'finished-with-failures', 'failed', 'cancelled'].includes(state);
}

function studyPath(studyId: string): string {
  return `/studies/${encodeURIComponent(studyId)}`;
}

/** Refusals are thrown before: an answer that comes back has data. */
function dataOf<T>({ data }: { readonly data?: T }): T {
  return data as T;
}

async function* pages<T>(
  read: (after: {
    readonly after?: string;
  }) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): AsyncGenerator<T> {
  for (let after: { readonly after?: string } = {}; ;) {
    const { items, next } = await read(after);
    yield* items;
    if (next === null) return;
    after = { after: next };
  }
}
