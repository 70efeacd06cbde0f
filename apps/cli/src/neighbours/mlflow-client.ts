import { AppError } from '@crossfold/contracts';
import { z } from 'zod';

export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

export interface MlflowPair {
  readonly key: string;
  readonly value: string;
}

const runSchema = z.object({
  info: z.object({ run_id: z.string(), artifact_uri: z.string().default('') }),
  data: z
    .object({ tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]) })
    .default({ tags: [] }),
});

export interface MlflowRun {
  readonly runId: string;
  readonly artifactUri: string;
  readonly tags: ReadonlyMap<string, string>;
}

export type MlflowStatus = 'FINISHED' | 'FAILED' | 'KILLED' | 'RUNNING';

export interface MlflowAddress {
  /** Of the tracking server. */
  readonly url: string;
  /** Of the header Authorization; null for none. */
  readonly authorisation: string | null;
  readonly signal: AbortSignal;
}

/** So many the server takes at once. */
const [maxMetrics, maxPairs] = [1000, 100];
const requestTimeoutMs = 60_000;

/** The parts of the REST API of an MLflow tracking server (2.0) that an export needs. */
export class MlflowClient {
  constructor(private readonly address: MlflowAddress) {}

  /** The experiment of a name, made where there is none. */
  async experiment(name: string): Promise<string> {
    const path = `experiments/get-by-name?${new URLSearchParams({ experiment_name: name }).toString()}`;
    const found = await this.ask('GET', path, null, [404]);
    const known = z
      .object({
        experiment: z.object({ experiment_id: z.string(), lifecycle_stage: z.string().optional() }),
      })
      .safeParse(found);
    if (!known.success) {
      const made = await this.ask('POST', 'experiments/create', { name });
      return z.object({ experiment_id: z.string() }).parse(made).experiment_id;
    }
    const { experiment_id: id, lifecycle_stage: stage } = known.data.experiment;
    if (stage !== 'deleted') return id;
    throw new AppError(
      'CONFLICT',
      `expected an experiment ${name} of MLflow, got one that is deleted`,
      {
        remedy: 'Restore it in MLflow, or name another with --experiment.',
      },
    );
  }

  /** All runs of an experiment with a tag. */
  async runs(experimentId: string, tag: MlflowPair): Promise<MlflowRun[]> {
    const found: MlflowRun[] = [];
    const answerSchema = z.object({
      runs: z.array(runSchema).default([]),
      next_page_token: z.string().optional(),
    });
    for (let page: string | undefined; ;) {
      const answer = answerSchema.parse(
        await this.ask('POST', 'runs/search', {
          experiment_ids: [experimentId],
          filter: `tags.\`${tag.key}\` = '${tag.value}'`,
          max_results: 1000,
          ...(page !== undefined && { page_token: page }),
        }),
      );
      found.push(...answer.runs.map(runOf));
      if (!answer.next_page_token) return found;
      page = answer.next_page_token;
    }
  }

  async createRun(
    experimentId: string,
    run: { readonly name: string; readonly startMs: number; readonly tags: readonly MlflowPair[] },
  ): Promise<MlflowRun> {
    const made = await this.ask('POST', 'runs/create', {
      experiment_id: experimentId,
      run_name: run.name,
      start_time: run.startMs,
      tags: run.tags,
    });
    return runOf(z.object({ run: runSchema }).parse(made).run);
  }

  async log(
    runId: string,
    {
      metrics = [],
      params = [],
      tags = [],
    }: {
      readonly metrics?: readonly MlflowMetric[];
      readonly params?: readonly MlflowPair[];
      readonly tags?: readonly MlflowPair[];
    },
  ): Promise<void> {
    const batches = [
      ...inBatches(metrics, maxMetrics).map((some) => ({ metrics: some })),
      ...inBatches(params, maxPairs).map((some) => ({ params: some })),
      ...inBatches(tags, maxPairs).map((some) => ({ tags: some })),
    ];
    for (const batch of batches)
      await this.ask('POST', 'runs/log-batch', { run_id: runId, ...batch });
  }

  async end(runId: string, status: MlflowStatus, endMs: number): Promise<void> {
    await this.ask('POST', 'runs/update', { run_id: runId, status, end_time: endMs });
  }

  async deleteRun(runId: string): Promise<void> {
    await this.ask('POST', 'runs/delete', { run_id: runId });
  }

  /**
   * Puts a file beside a run.
   *
   * @returns false where the server does not take files itself, but names a store of its own
   */
  async putArtefact({ artifactUri }: MlflowRun, name: string, body: Uint8Array): Promise<boolean> {
    const path = /^mlflow-artifacts:\/{1,3}(?:[^/]*:\d+\/)?(.+)$/.exec(artifactUri)?.[1];
    if (path === undefined) return false;
    const place = `${path}/${name}`.split('/').map(encodeURIComponent).join('/');
    await this.send(`api/2.0/mlflow-artifacts/artifacts/${place}`, {
      method: 'PUT',
      body: Buffer.from(body),
      headers: { 'content-type': 'application/octet-stream' },
    });
    return true;
  }

  private async ask(
    method: 'GET' | 'POST',
    path: string,
    body: object | null,
    allowed: readonly number[] = [],
  ): Promise<unknown> {
    const response = await this.send(
      `api/2.0/mlflow/${path}`,
      {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      },
      allowed,
    );
    return response.json().catch(() => ({}));
  }

  private async send(
    path: string,
    init: RequestInit,
    allowed: readonly number[] = [],
  ): Promise<Response> {
    const { url, authorisation, signal } = this.address;
    const headers = new Headers(init.headers);
    if (authorisation !== null) headers.set('authorization', authorisation);
    const whole = `${url.replace(/\/+$/, '')}/${path}`;
    const response = await fetch(whole, {
      ...init,
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw unreachable(url, cause);
    });
    if (response.ok || allowed.includes(response.status)) return response;
    throw await refused(path, response);
  }
}

function runOf({ info, data }: z.infer<typeof runSchema>): MlflowRun {
  return {
    runId: info.run_id,
    artifactUri: info.artifact_uri,
    tags: new Map(data.tags.map(({ key, value }) => [key, value])),
  };
}

function inBatches<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) =>
    items.slice(i * most, (i + 1) * most),
  );
}

function unreachable(url: string, cause: unknown): AppError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  return new AppError('SERVER_UNAVAILABLE', `expected an MLflow server at ${url}, got: ${reason}`, {
    remedy: 'Check --url or MLFLOW_TRACKING_URI, and that the server runs; then export again.',
    cause,
  });
}

async function refused(path: string, response: Response): Promise<AppError> {
  const text = (await response.text().catch(() => '')).slice(0, 400);
  const isDenied = response.status === 401 || response.status === 403;
  return new AppError(
    isDenied ? 'UNAUTHORISED' : 'SERVER_UNAVAILABLE',
    `expected MLflow to take ${path.split('?')[0] ?? ''}, got ${response.status}: ${text}`,
    {
      remedy: isDenied
        ? 'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.'
        : 'Read what the server says; then export again, which goes on where it stopped.',
    },
  );
}
