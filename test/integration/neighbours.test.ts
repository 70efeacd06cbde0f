import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listTrials, records } from '@crossfold/contracts';
import { dataCard, planFolds } from '@crossfold/data';
import { openObjectStore, readRecord } from '@crossfold/storage';
import { writeReport } from '@crossfold/study';
import { studyOf, writeFailure, writeResult, writeStudy } from '@crossfold/study/fixtures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addBareDataset } from '../support/bare-dataset.js';
import { startMlflow, type MlflowServer } from '../support/mlflow-server.js';
import { runCli } from '../support/processes.js';
import {
  ensurePythonEnv,
  neighbourPipOptions,
  neighbourRequirements,
  runPython,
} from '../support/python-env.js';

const script = fileURLToPath(new URL('neighbours.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'crossfold-neighbours-'));
const home = join(folder, 'home');
const own = { CROSSFOLD_HOME: home, CROSSFOLD_URL: '', CROSSFOLD_STORE: '', REDIS_URL: '' };
const store = openObjectStore({ kind: 'file', dir: join(home, 'store') });
const arms = { explicit: [{ name: 'arm', overrides: { model: { dropout: 0.1 } } }] };
const study = studyOf('told-11aa', { name: 'told', arms, seeds: [1, 4_294_967_295] });
const trials = listTrials(study).map(({ trialId }) => trialId);
const [failed = '', open = '', ...succeeded] = trials;
const started: { python?: string; mlflow?: MlflowServer } = {};

/** Of eight trials one has failed, and one has no end yet. */
beforeAll(async () => {
  started.python = await ensurePythonEnv('neighbours', neighbourRequirements, neighbourPipOptions);
  await addBareDataset(store);
  await writeStudy(store, study);
  for (const trialId of succeeded) await writeResult(store, study, trialId);
  await writeFailure(store, study, failed);
});
afterAll(async () => {
  await started.mlflow?.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

async function exportTo(tool: string, ...options: readonly string[]): Promise<unknown> {
  const result = await runCli(['--json', 'export', 'told', '--to', tool, ...options], own);
  expect(result).toMatchObject({ code: 0 });
  return JSON.parse(result.stdout);
}

interface Read {
  readonly parquet: Record<
    string,
    { rows: number; types: Record<string, string>; records: object[] }
  >;
  readonly events: Record<string, Record<string, unknown>>;
  readonly mlflow: Record<string, MlflowRead>;
}

interface MlflowRead {
  readonly parent: string | null;
  readonly metrics: Record<string, number>;
  readonly params: Record<string, string>;
  readonly artefacts: readonly string[];
}

/** As the libraries of each tool read it. */
function readBack(asked: object): Promise<Read> {
  return runPython<Read>(started.python ?? '', script, asked);
}

function filesOf(dir: string): Record<string, string> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(path, 'base64')]));
}

describe('a study for other tools', () => {
  it('is read by pandas from Parquet, and by TensorBoard from event files', async () => {
    const [tables, logs] = [join(folder, 'tables'), join(folder, 'logs')];
    await exportTo('parquet', tables);
    expect(await exportTo('tensorboard', logs)).toMatchObject({ trials: 7 });
    const before = filesOf(logs);
    await exportTo('tensorboard', logs);
    expect(filesOf(logs)).toEqual(before);
    const { parquet, events } = await readBack({ parquet: tables, events: logs });

    expect(
      Object.fromEntries(Object.entries(parquet).map(([name, { rows }]) => [name, rows])),
    ).toEqual({
      cells: 8,
      epochs: 6 * 3,
      predictions: 6 * 35,
    });
    expect(parquet['cells']?.types).toMatchObject({
      variant: 'str',
      fold: 'int64',
      seed: 'int64',
      error: 'str',
      balanced_accuracy: 'float64',
    });
    expect(parquet['epochs']?.records[1]).toMatchObject({
      epoch: 2,
      train_loss: 0.25,
      stage: 'all',
    });
    expect(parquet['predictions']?.records[0]).toMatchObject({
      study: 'told-11aa',
      p_nv: expect.any(Number),
    });

    expect(Object.keys(events)).toHaveLength(7);
    const run = events['arm/r0.f1.s4294967295'];
    expect(run).toMatchObject({
      group: 'arm',
      variant: 'arm',
      seed: 4_294_967_295,
      status: 1,
      parameters: ['variant', 'repeat', 'fold', 'seed', 'model.dropout'],
      scores: expect.arrayContaining(['score/balanced_accuracy']),
      scalars: expect.objectContaining({
        'loss/train': [
          [1, 0.5],
          [2, 0.25],
          [3, 0.125],
        ],
        'score/balanced_accuracy': [[3, expect.any(Number)]],
      }),
    });
    const other = Object.values(events).filter(({ status }) => status === 2);
    expect(other).toHaveLength(1);
  });

  it('has a data card that mlcroissant finds no fault with, and reads the table of', async () => {
    const { manifestSha256 } = await readRecord(store, records.dataset, { name: 'drawn' });
    const manifest = await readRecord(store, records.manifest, { sha256: manifestSha256 });
    const options = { protocol: 'grouped', folds: 2, seed: 1, sealedShare: 0.2 } as const;
    const plan = planFolds(manifest, options, manifestSha256);
    const { card, table } = dataCard(manifest, { name: 'drawn', manifestSha256, plan });
    const path = join(folder, 'data-card.json');
    writeFileSync(path, card);
    writeFileSync(join(folder, 'images.csv'), table);
    const read = () =>
      runPython<{ errors: string[]; warnings: string[]; records: Record<string, string>[] }>(
        started.python ?? '',
        fileURLToPath(new URL('croissant.py', import.meta.url)),
        { card: path },
      );
    const found = await read();
    expect(found.errors).toEqual([]);
    // The manifest does not say when its images were published.
    expect(found.warnings).toEqual([expect.stringContaining('datePublished" is recommended')]);
    expect(found.records).toHaveLength(70);
    const [image] = manifest.images;
    expect(found.records[0]).toEqual({
      image_id: image?.imageId,
      label: image?.label,
      sha256: image?.sha256,
      part: expect.stringMatching(/^(pool|sealed)$/),
    });
    // It would say so: here the columns are of a file that is not there.
    writeFileSync(path, card.replace('"@id": "images.csv",', '"@id": "other.csv",'));
    await expect(read()).rejects.toThrow(/images\.csv/);
  });

  it('is read by the client of MLflow, and a later export adds what is new alone', async () => {
    const mlflow = await startMlflow(started.python ?? '');
    started.mlflow = mlflow;
    const first = await exportTo('mlflow', '--url', mlflow.url);
    const named = (some: readonly string[]) => some.map((trialId) => `trial ${trialId}`);
    expect(first).toMatchObject({
      created: ['study', 'variant full', 'variant arm', ...named([failed, ...succeeded])],
      updated: [],
      skipped: [],
      notTaken: [],
    });
    await writeResult(store, study, open);
    await writeReport(store, study.studyId);
    expect(await exportTo('mlflow', '--url', mlflow.url)).toMatchObject({
      created: named([open]),
      updated: ['study', 'variant full', 'variant arm'],
      skipped: named([failed, ...succeeded]),
    });
    expect(await exportTo('mlflow', '--url', mlflow.url)).toMatchObject({
      created: [],
      updated: [],
    });

    const runs = (await readBack({ mlflow: mlflow.url, experiment: 'told' })).mlflow;
    expect(Object.keys(runs).sort()).toEqual(
      ['study', 'variant full', 'variant arm', ...named(trials)].sort(),
    );
    expect(runs['study']).toMatchObject({
      status: 'FINISHED',
      parent: null,
      params: { dataset: 'drawn', seeds: '1, 4294967295' },
      artefacts: ['report.html', 'report.json', 'report.md', 'tables'],
    });
    expect(runs['variant arm']).toMatchObject({
      parent: 'told',
      params: { 'model.dropout': '0.1' },
      metrics: { pooled_balanced_accuracy: expect.any(Number), difference: 0 },
    });
    expect(runs[`trial ${open}`]).toMatchObject({
      status: 'FINISHED',
      losses: [
        [1, 0.5],
        [2, 0.25],
        [3, 0.125],
      ],
      metrics: { balanced_accuracy: expect.any(Number), validation_balanced_accuracy: 0.75 },
    });
    expect(runs[`trial ${failed}`]).toMatchObject({
      status: 'FAILED',
      params: { error: 'TRIAL_DIVERGED' },
    });
  });

  it('names what is not reached, or not said', async () => {
    const gone = await runCli(
      ['export', 'told', '--to', 'mlflow', '--url', 'http://127.0.0.1:9'],
      own,
    );
    expect(gone).toMatchObject({ code: 1 });
    expect(gone.stderr).toMatch(
      /SERVER_UNAVAILABLE: expected an MLflow server at http:\/\/127.0.0.1:9/,
    );
    const nowhere = await runCli(['export', 'told', '--to', 'parquet'], own);
    expect(nowhere).toMatchObject({ code: 2 });
    expect(nowhere.stderr).toContain('crossfold export STUDY FOLDER --to parquet');
  });
});
