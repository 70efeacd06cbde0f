import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createConnection, receiveEvents } from '@crossfold/client';
import {
  apiTokenListSchema,
  apiTokenViewSchema,
  auditListSchema,
  createdTokenSchema,
  crossEvaluationViewSchema,
  datasetPointerSchema,
  explanationViewSchema,
  fleetForecastSchema,
  fleetPolicySchema,
  forecastSchema,
  predictionViewSchema,
  queuePageSchema,
  reconciledSchema,
  reportDocumentSchema,
  reportSchema,
  studyDetailSchema,
  studyEventSchema,
  studyPageSchema,
  submittedSchema,
  trialPageSchema,
  trialViewSchema,
  workerListSchema,
  type ApiTokenRequest,
  type ApiTokenView,
  type AuditEntry,
  type Budget,
  type ControlCommand,
  type CreatedToken,
  type CrossEvaluationView,
  type DatasetPointer,
  type ExplanationRequest,
  type ExplanationView,
  type FleetForecast,
  type FleetPolicy,
  type OpenSealedPart,
  type PredictionView,
  type QueuePage,
  type Reconciled,
  type ownTokenRequestSchema,
  type predictionRequestSchema,
  type Report,
  type StudyEvent,
  type Submitted,
  type TrialView,
  type WorkerList,
} from '@crossfold/contracts';
import type { ReportChoice, StudyReader } from '@crossfold/study';
import { z } from 'zod';
import {
  errorOfClient,
  parseAnswer,
  parseJson,
  readJson,
  readPicture,
  readText,
} from './answers.js';
import { fetchLightly } from './http-get.js';

export type ReportFormat = Parameters<StudyReader['reportText']>[1];

/** The HTTP API of an orchestrator. All methods reject with AppError. */
export interface ApiClient extends StudyReader {
  readonly url: string;
  /** @param idempotencyKey names this request: sent again, it makes no second study */
  submit(spec: unknown, idempotencyKey?: string): Promise<Submitted>;
  /** Says what is wanted of a study, or of one trial of it. */
  control(studyId: string, trialId: string | null, asked: ControlRequest): Promise<void>;
  /** Submits the file of a study once more, with changes laid over it. */
  clone(studyId: string, changes: unknown): Promise<Submitted>;
  /** Opens the sealed part of a study that has ended, by a clone of it. */
  openSealedPart(studyId: string, asked: OpenSealedPart): Promise<Submitted>;
  /** Sends images to be predicted. */
  predict(wanted: z.input<typeof predictionRequestSchema>): Promise<PredictionView>;
  prediction(predictionId: string): Promise<PredictionView>;
  /** The PNG of where the models look. @param position of the image, from 1 */
  predictionMap(predictionId: string, position: number): Promise<Uint8Array>;
  datasets(): Promise<DatasetPointer[]>;
  /** Those that are connected, and what they train. */
  workers(): Promise<WorkerList>;
  /** The first jobs that wait, how many do, and why. */
  /** @param studyId to list jobs of this study alone */
  queue(most: number, studyId?: string): Promise<QueuePage>;
  /** Makes a token; the answer alone has its text. */
  createToken(wanted: ApiTokenRequest): Promise<CreatedToken>;
  /** For whoever asks. */
  createOwnToken(wanted: z.input<typeof ownTokenRequestSchema>): Promise<CreatedToken>;
  tokens(): Promise<ApiTokenView[]>;
  ownTokens(): Promise<ApiTokenView[]>;
  revokeToken(tokenId: string): Promise<ApiTokenView>;
  revokeOwnToken(tokenId: string): Promise<ApiTokenView>;
  /** The newest commands, so many at most. */
  auditLog(most: number, isWanted: (entry: AuditEntry) => boolean): Promise<AuditEntry[]>;
  /** When studies begin and end. */
  fleetForecast(): Promise<FleetForecast>;
  fleetPolicy(): Promise<FleetPolicy>;
  setFleetPolicy(terms: unknown): Promise<FleetPolicy>;
  /** Rebuilds the queue from the store. */
  reconcile(): Promise<Reconciled>;
  /** Orders an explanation, or finds the one that was ordered alike. */
  explain(studyId: string, request: Partial<ExplanationRequest>): Promise<ExplanationView>;
  explanation(studyId: string, number: number): Promise<ExplanationView>;
  explanationText(studyId: string, number: number, format: 'md' | 'html'): Promise<string>;
  report(studyId: string): Promise<Report>;
  trial(studyId: string, trialId: string): Promise<TrialView>;
  /** Asks for predictions of another data set; the same question twice is one. */
  crossEvaluate(studyId: string, request: unknown): Promise<CrossEvaluationView>;
  crossEvaluation(studyId: string, crossEvaluationId: string): Promise<CrossEvaluationView>;
  /**
   * All events of a study from its first, then each new one, until it is final. A connection that
   * breaks is taken up again after the last event seen.
   *
   * @param edition of which it is to be final
   */
  events(studyId: string, signal: AbortSignal, edition: number): AsyncGenerator<StudyEvent>;
}

export interface ControlRequest {
  readonly command: ControlCommand;
  /** Of `prioritise`. */
  readonly priority?: number;
  /** Of `revive`. */
  readonly arm?: string;
  /** Of `budget`. */
  readonly budget?: Budget;
}

export interface ApiClientOptions {
  readonly url: string;
  readonly token: string | null;
  /** What to do when nothing answers, where the address is not the user's own. */
  readonly unreachable?: string;
}

const datasetPageSchema = z.object({
  datasets: z.array(datasetPointerSchema),
  next: z.string().nullable(),
});

export function createApiClient({ url, token, unreachable }: ApiClientOptions): ApiClient {
  const client = createConnection({ url, token, fetch: fetchLightly });

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await client.send(path, init);
    } catch (error) {
      throw errorOfClient(error, url, unreachable);
    }
  }

  async function requestText(path: string): Promise<string> {
    return readText(await request(path, { headers: { accept: '*/*' } }), url);
  }

  async function get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const response = await request(path);
    return parseAnswer(schema, await readJson(response, url), path);
  }

  async function send<S extends z.ZodType>(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    schema: S,
    more: Readonly<Record<string, string>> = {},
  ): Promise<z.output<S>> {
    const headers = { 'content-type': 'application/json', ...more };
    const response = await request(path, { method, body: JSON.stringify(body), headers });
    return parseAnswer(schema, await readJson(response, url), `${method} ${path}`);
  }

  function post<S extends z.ZodType>(
    path: string,
    body: unknown,
    schema: S,
    more: Readonly<Record<string, string>> = {},
  ): Promise<z.output<S>> {
    return send('POST', path, body, schema, more);
  }

  const reportPath = (
    studyId: string,
    format: ReportFormat | 'document',
    { tables = 'main', edition }: ReportChoice = {},
  ) => {
    const query = new URLSearchParams({ format, tables });
    if (edition !== undefined) query.set('edition', String(edition));
    return `${studyPath(studyId)}/report?${query.toString()}`;
  };

  const reportText: ApiClient['reportText'] = (studyId, format, choice) =>
    requestText(reportPath(studyId, format, choice));

  async function* events(
    studyId: string,
    signal: AbortSignal,
    edition: number,
  ): AsyncGenerator<StudyEvent> {
    try {
      const path = `${studyPath(studyId)}/events`;
      for await (const received of receiveEvents(client, path, { signal })) {
        const event = parseAnswer(studyEventSchema, received.event, 'events');
        yield event;
        if (event.type === 'study.finished' && (event.edition ?? 1) >= edition) return;
      }
    } catch (error) {
      throw errorOfClient(error, url, unreachable);
    }
  }

  const listStudies: ApiClient['listStudies'] = (wanted = {}) =>
    collectPages(async (after) => {
      const filter = new URLSearchParams(Object.entries(wanted));
      const page = await get(`/studies?${filter.toString()}${after}`, studyPageSchema);
      return { items: page.studies, next: page.next };
    });

  return {
    url,
    submit: (spec, key) =>
      post('/studies', spec, submittedSchema, key ? { 'idempotency-key': key } : {}),
    crossEvaluate: (studyId, wanted) =>
      post(`${studyPath(studyId)}/cross-evaluations`, wanted, crossEvaluationViewSchema),
    crossEvaluation: (studyId, crossEvaluationId) =>
      get(
        `${studyPath(studyId)}/cross-evaluations/${crossEvaluationId}`,
        crossEvaluationViewSchema,
      ),
    studyNames: () => listStudies(),
    listStudies,
    study: (studyId) => get(studyPath(studyId), studyDetailSchema),
    listTrials: (studyId) =>
      collectPages(async (after) => {
        const page = await get(`${studyPath(studyId)}/trials?${after}`, trialPageSchema);
        return { items: page.trials, next: page.next };
      }),
    trial: (studyId, trialId) =>
      get(`${studyPath(studyId)}/trials/${encodeURIComponent(trialId)}`, trialViewSchema),
    async trialLog(studyId, trialId, { attempt, tail }) {
      const query = new URLSearchParams();
      if (attempt !== undefined) query.set('attempt', String(attempt));
      if (tail !== undefined) query.set('tail', String(tail));
      const path = `${studyPath(studyId)}/trials/${encodeURIComponent(trialId)}/log?${query.toString()}`;
      return requestText(path);
    },
    async control(studyId, trialId, { command, priority, arm, budget }) {
      const trial = trialId === null ? '' : `/trials/${encodeURIComponent(trialId)}`;
      const path = `${studyPath(studyId)}${trial}`;
      if (command === 'prioritise') await post(`${path}/priority`, { priority }, z.unknown());
      else if (command === 'budget') await post(`${path}/budget`, budget, z.unknown());
      else await post(`${path}/${command}`, arm === undefined ? {} : { arm }, z.unknown());
    },
    forecast: (spec) => post('/studies/forecast', spec, forecastSchema),
    clone: (studyId, changes) => post(`${studyPath(studyId)}/clone`, changes, submittedSchema),
    openSealedPart: (studyId, asked) =>
      post(`${studyPath(studyId)}/sealed-part`, asked, submittedSchema),
    predict: (wanted) => post('/predictions', wanted, predictionViewSchema),
    prediction: (predictionId) => get(`/predictions/${predictionId}`, predictionViewSchema),
    async predictionMap(predictionId, position) {
      const path = `/predictions/${predictionId}/maps/${position}`;
      const answer = await request(path, { headers: { accept: 'image/png' } });
      return readPicture(answer, path);
    },
    datasets: () =>
      collectPages(async (after) => {
        const page = await get(`/datasets?${after}`, datasetPageSchema);
        return { items: page.datasets, next: page.next };
      }),
    workers: () => get('/workers', workerListSchema),
    queue: (most, studyId) => {
      const ofStudy = studyId === undefined ? '' : `&studyId=${encodeURIComponent(studyId)}`;
      return get(`/queue?limit=${most}${ofStudy}`, queuePageSchema);
    },
    createToken: (wanted) => post('/tokens', wanted, createdTokenSchema),
    createOwnToken: (wanted) => post('/session/tokens', wanted, createdTokenSchema),
    ownTokens: async () => (await get('/session/tokens', apiTokenListSchema)).tokens,
    tokens: () =>
      collectPages(async (after) => {
        const page = await get(`/tokens?${after}`, apiTokenListSchema);
        return { items: page.tokens, next: page.next };
      }),
    revokeToken: (tokenId) =>
      post(`/tokens/${encodeURIComponent(tokenId)}/revoke`, {}, apiTokenViewSchema),
    revokeOwnToken: (tokenId) =>
      post(`/session/tokens/${encodeURIComponent(tokenId)}/revoke`, {}, apiTokenViewSchema),
    async auditLog(most, isWanted) {
      const found: AuditEntry[] = [];
      for (let after = ''; ;) {
        const page = await get(`/audit-log?limit=1000${after}`, auditListSchema);
        found.push(...page.entries.filter(isWanted));
        if (page.next === null || found.length >= most) return found.slice(0, most);
        after = `&after=${page.next}`;
      }
    },
    fleetForecast: () => get('/fleet/forecast', fleetForecastSchema),
    fleetPolicy: () => get('/fleet/policy', fleetPolicySchema),
    setFleetPolicy: (terms) => send('PUT', '/fleet/policy', terms, fleetPolicySchema),
    reconcile: () => post('/reconcile', {}, reconciledSchema),
    explain: (studyId, wanted) =>
      post(`${studyPath(studyId)}/explanations`, wanted, explanationViewSchema),
    explanation: (studyId, number) =>
      get(`${studyPath(studyId)}/explanations/${number}`, explanationViewSchema),
    async explanationText(studyId, number, format) {
      const path = `${studyPath(studyId)}/explanations/${number}/report?format=${format}`;
      return requestText(path);
    },
    reportText,
    reportDocument: (studyId, edition) =>
      get(reportPath(studyId, 'document', { edition }), reportDocumentSchema),
    async table(studyId, name, format, signal) {
      const path = `${studyPath(studyId)}/tables/${name}?format=${format}`;
      const { body } = await request(path, { headers: { accept: '*/*' }, signal });
      return body ? Readable.fromWeb(body as ReadableStream<Uint8Array>) : Readable.from([]);
    },
    async report(studyId) {
      const text = await reportText(studyId, 'json');
      return parseAnswer(reportSchema, parseJson(text), 'report');
    },
    events,
  };
}

function studyPath(studyId: string): string {
  return `/studies/${encodeURIComponent(studyId)}`;
}

async function collectPages<T>(
  read: (after: string) => Promise<{ readonly items: T[]; readonly next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let after = ''; ;) {
    const { items, next } = await read(after);
    all.push(...items);
    if (next === null) return all;
    after = `&after=${encodeURIComponent(next)}`;
  }
}
