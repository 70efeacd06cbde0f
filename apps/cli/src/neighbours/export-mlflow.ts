import { contentHash, resampledScores, type Report, type StudyDetail } from '@crossfold/contracts';
import { columnName, epochTimeMs, type TrackedStudy, type TrackedTrial } from '@crossfold/study';
import type {
  MlflowClient,
  MlflowMetric,
  MlflowPair,
  MlflowRun,
  MlflowStatus,
} from './mlflow-client.js';

/** A file for the run of the study. */
export interface Artefact {
  readonly name: string;
  readonly body: Uint8Array;
}

export interface MlflowSource {
  readonly study: TrackedStudy;
  /** Null while there is none. */
  readonly report: Report | null;
  readonly artefacts: readonly Artefact[];
}

/** What became of each run, by name. */
export interface MlflowOutcome {
  readonly experimentId: string;
  readonly created: string[];
  readonly updated: string[];
  /** As they were. */
  readonly skipped: string[];
  /** Files that the server does not take: it keeps them in a store of its own. */
  readonly notTaken: string[];
}

const tags = {
  study: 'crossfold.study',
  run: 'crossfold.run',
  /** Hash of what was written, set last: where it is, the run is whole. */
  content: 'crossfold.content',
  parent: 'mlflow.parentRunId',
  source: 'mlflow.source.name',
} as const;

/** What one run says. */
interface RunContent {
  /** The same at each export: `study`, `variant NAME`, `trial ID`. */
  readonly key: string;
  readonly name: string;
  readonly parent: MlflowRun | null;
  readonly params: readonly MlflowPair[];
  readonly metrics: readonly MlflowMetric[];
  readonly status: MlflowStatus;
  readonly startMs: number;
  readonly endMs: number;
  readonly artefacts: readonly Artefact[];
}

/**
 * Writes a study to an MLflow server: a run for the study, below it one for each variant, below that
 * one for each trial that has ended. What was exported before and still says the same is left as it
 * is; the runs of a study and of variants are updated, and that of a trial that was tried again, or
 * was not finished, is made anew.
 */
export async function exportToMlflow(
  client: MlflowClient,
  experiment: string,
  { study, report, artefacts }: MlflowSource,
): Promise<MlflowOutcome> {
  const { detail, settings } = study;
  const experimentId = await client.experiment(experiment);
  const runs = await client.runs(experimentId, { key: tags.study, value: detail.studyId });
  const known = new Map(runs.map((run) => [run.tags.get(tags.run) ?? '', run]));
  const outcome = { experimentId, created: [], updated: [], skipped: [], notTaken: [] };
  const writer = { client, known, studyId: detail.studyId, outcome };
  const startMs = Date.parse(detail.submittedAt);
  const endMs = Date.parse(report?.writtenAt ?? detail.submittedAt);
  const whole = { startMs, endMs, status: statusOf(detail.state), artefacts: [] };
  const root = await writeRun(writer, {
    ...whole,
    key: 'study',
    name: detail.name,
    parent: null,
    params: studyParams(detail),
    metrics: [],
    artefacts,
  });
  const parents = new Map<string, MlflowRun>();
  for (const [variant, own] of settings) {
    const run = await writeRun(writer, {
      ...whole,
      key: `variant ${variant}`,
      name: variant,
      parent: root,
      params: paramsOf(own),
      metrics: pooledMetrics(report, variant, endMs),
    });
    parents.set(variant, run);
  }
  for await (const trial of study.trials) {
    const own = settings.get(trial.variant) ?? new Map<string, string>();
    await writeRun(writer, trialRun(trial, own, parents.get(trial.variant) ?? root, startMs));
  }
  return outcome;
}

const trialKey = 'trial ';

interface Writer {
  readonly client: MlflowClient;
  readonly known: ReadonlyMap<string, MlflowRun>;
  readonly studyId: string;
  readonly outcome: MlflowOutcome;
}

async function writeRun(
  { client, known, studyId, outcome }: Writer,
  { artefacts, parent, ...content }: RunContent,
): Promise<MlflowRun> {
  const files = artefacts.map(({ name, body }) => [
    name,
    contentHash(Buffer.from(body).toString('base64')),
  ]);
  const hash = contentHash({ ...content, files, parent: parent?.runId ?? null });
  const before = known.get(content.key);
  if (before?.tags.get(tags.content) === hash) {
    outcome.skipped.push(content.key);
    return before;
  }
  // Parameters of MLflow cannot change and metrics only grow: a trial that was tried again is a new
  // run, while a study and its variants keep their settings.
  const isKept = before !== undefined && !content.key.startsWith(trialKey);
  if (before && !isKept) await client.deleteRun(before.runId);
  const own: MlflowPair[] = [
    { key: tags.study, value: studyId },
    { key: tags.run, value: content.key },
    { key: tags.source, value: 'crossfold' },
    ...(parent ? [{ key: tags.parent, value: parent.runId }] : []),
  ];
  const run = isKept
    ? before
    : await client.createRun(outcome.experimentId, {
        name: content.name,
        startMs: content.startMs,
        tags: own,
      });
  await client.log(run.runId, content);
  for (const { name, body } of artefacts) {
    if (!(await client.putArtefact(run, name, body))) outcome.notTaken.push(name);
  }
  await client.end(run.runId, content.status, content.endMs);
  await client.log(run.runId, { tags: [{ key: tags.content, value: hash }] });
  (before ? outcome.updated : outcome.created).push(content.key);
  return run;
}

function studyParams({ study }: StudyDetail): MlflowPair[] {
  return [
    { key: 'study', value: study.studyId },
    { key: 'dataset', value: study.dataset.name },
    { key: 'manifest', value: study.dataset.manifestSha256 },
    { key: 'foldPlan', value: study.foldPlan.sha256 },
    { key: 'seeds', value: study.seeds.join(', ') },
  ];
}

/** MLflow allows letters, digits, `_`, `-`, `.`, `/` and blanks in names, and 6,000 characters in values. */
function paramsOf(settings: ReadonlyMap<string, string>): MlflowPair[] {
  return [...settings].map(([path, value]) => ({
    key: path.replaceAll('[', '.').replaceAll(/[^\w\-./ ]/g, ''),
    value: value.slice(0, 6000),
  }));
}

function pooledMetrics(report: Report | null, variant: string, endMs: number): MlflowMetric[] {
  const found = report?.variants.find(({ name }) => name === variant);
  const metric = (key: string, value: number | null | undefined): MlflowMetric[] =>
    typeof value === 'number' ? [{ key, value, timestamp: endMs, step: 0 }] : [];
  return [
    ...resampledScores.flatMap((score) => {
      const [low, high] = found?.intervals?.[score] ?? [];
      const name = `pooled_${columnName(score)}`;
      return [
        ...metric(name, found?.pooled?.scores[score]),
        ...metric(`${name}_low`, low),
        ...metric(`${name}_high`, high),
      ];
    }),
    ...metric('difference', found?.comparison?.difference),
    ...metric('p_holm', found?.comparison?.adjustedP),
  ];
}

function trialRun(
  trial: TrackedTrial,
  settings: ReadonlyMap<string, string>,
  parent: MlflowRun,
  submittedMs: number,
): RunContent {
  const { trialId, repeat, fold, seed, state, startedAt, finishedAt, epochs, scores } = trial;
  const startMs = Date.parse(startedAt ?? '') || submittedMs;
  const endMs = Date.parse(finishedAt ?? '') || startMs;
  const place = Object.entries({ repeat, fold, seed, ...(trial.error && { error: trial.error }) });
  const lastStep = epochs.at(-1)?.epoch ?? 0;
  return {
    key: `${trialKey}${trialId}`,
    name: trialId,
    parent,
    params: [
      ...place.map(([key, value]) => ({ key, value: String(value) })),
      ...paramsOf(settings),
    ],
    metrics: [
      ...epochs.flatMap(({ epoch, values }) => {
        const timestamp = epochTimeMs(trial, epoch);
        return values.map(([key, value]) => ({ key, value, timestamp, step: epoch }));
      }),
      ...scores.map(([key, value]) => ({ key, value, timestamp: endMs, step: lastStep })),
    ],
    status: state === 'succeeded' ? 'FINISHED' : state === 'failed' ? 'FAILED' : 'KILLED',
    startMs,
    endMs,
    artefacts: [],
  };
}

function statusOf(state: StudyDetail['state']): MlflowStatus {
  if (state === 'finished' || state === 'finished-with-failures') return 'FINISHED';
  if (state === 'failed') return 'FAILED';
  return state === 'cancelled' ? 'KILLED' : 'RUNNING';
}
