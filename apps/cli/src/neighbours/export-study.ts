import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError, reportSchema, type Report } from '@crossfold/contracts';
import type { StudyReader } from '@crossfold/study';
import type { CommandContext } from '../process/context.js';
import { saveStream } from '../study/save-stream.js';
import { exportToMlflow, type Artefact } from './export-mlflow.js';
import { MlflowClient } from './mlflow-client.js';

interface Exported {
  readonly context: CommandContext;
  readonly reader: StudyReader;
  readonly studyId: string;
}

/** Tables of trials: those of the report are a matter of a few rows. */
const trialTables = ['cells', 'epochs', 'predictions'] as const;

/** Tables of trials as files in a folder. */
export async function exportToParquet(
  { context, reader, studyId }: Exported,
  folder: string,
): Promise<void> {
  const files: string[] = [];
  for (const name of trialTables) {
    const path = join(folder, `${name}.parquet`);
    await saveStream(await reader.table(studyId, name, 'parquet', context.signal), path);
    files.push(path);
  }
  context.terminal.emit({ studyId, files });
  context.terminal.print(...files.map((path) => `written to ${path}`));
}

/** An event file of TensorBoard for each trial. */
export async function exportToTensorboard(
  { context, reader, studyId }: Exported,
  folder: string,
): Promise<void> {
  const { trackStudy, trialEvents, eventFileName } = await import('@crossfold/study');
  const study = await trackStudy(reader, studyId, context.signal);
  let trials = 0;
  for await (const trial of study.trials) {
    const body = Readable.from([trialEvents(study, trial)], { objectMode: false });
    await saveStream(body, join(folder, eventFileName(trial)));
    trials++;
  }
  context.terminal.emit({ studyId, folder, trials });
  context.terminal.print(`${trials} trials written to ${folder}: tensorboard --logdir ${folder}`);
}

/** Runs on the tracking server of an address, or of MLFLOW_TRACKING_URI. */
export async function exportRuns(
  { context, reader, studyId }: Exported,
  options: { readonly url?: string | undefined; readonly experiment?: string | undefined },
): Promise<void> {
  const { trackStudy } = await import('@crossfold/study');
  const { config, terminal, signal } = context;
  const url = options.url ?? config.mlflow.url;
  if (url === null) {
    throw new AppError('REQUEST_INVALID', 'expected the address of an MLflow server, got none', {
      remedy: 'Name it with --url http://HOST:PORT, or set MLFLOW_TRACKING_URI.',
    });
  }
  const study = await trackStudy(reader, studyId, signal);
  const report = await readReport(reader, studyId);
  const client = new MlflowClient({ url, authorisation: config.mlflow.authorisation, signal });
  const outcome = await exportToMlflow(client, options.experiment ?? study.detail.name, {
    study,
    report,
    artefacts: await readArtefacts({ reader, studyId, signal, hasReport: report !== null }),
  });
  const { experimentId, created, updated, skipped, notTaken } = outcome;
  terminal.emit({ studyId, url, ...outcome });
  terminal.print(
    `${url}, experiment ${experimentId}: ${created.length} runs made, ${updated.length} updated, ${skipped.length} as they were`,
    ...updated.map((name) => `updated: ${name}`),
    ...(notTaken.length > 0
      ? [`not taken, since the server keeps files in a store of its own: ${notTaken.join(', ')}`]
      : []),
  );
}

/** Null while there is none. */
async function readReport(reader: StudyReader, studyId: string): Promise<Report | null> {
  try {
    return reportSchema.parse(JSON.parse(await reader.reportText(studyId, 'json')));
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

async function readArtefacts({
  reader,
  studyId,
  signal,
  hasReport,
}: {
  readonly reader: StudyReader;
  readonly studyId: string;
  readonly signal: AbortSignal;
  readonly hasReport: boolean;
}): Promise<Artefact[]> {
  const artefacts: Artefact[] = [];
  for (const format of hasReport ? (['html', 'md', 'json'] as const) : []) {
    const body = Buffer.from(await reader.reportText(studyId, format));
    artefacts.push({ name: `report.${format}`, body });
  }
  for (const name of trialTables) {
    const body = await buffer(await reader.table(studyId, name, 'parquet', signal));
    artefacts.push({ name: `tables/${name}.parquet`, body });
  }
  return artefacts;
}
