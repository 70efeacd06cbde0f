import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { records } from '@crossfold/contracts';
import { listRecords, openObjectStore, readRecord } from '@crossfold/storage';
import { expect, it, onTestFinished } from 'vitest';
import { drawnImages } from '../support/drawn-images.js';
import { runCli } from '../support/processes.js';
import { smallImages } from '../support/stack.js';

/** The whole path of the command, on networks that train in seconds. */
const changes = [
  'baseline.model.backbone=tiny',
  'baseline.model.imageSizePx=32',
  'baseline.training.stages=[{ name: all, trainable: all, epochs: 1, learningRate: 0.003 }]',
  `stages=[
    { name: backbones, arms: { explicit: [{ name: narrow, overrides: { model: { hiddenUnits: [4] } } }] } },
    {
      name: ablation,
      baseline: { name: full, winnerOf: backbones, by: balancedAccuracy, rule: best },
      arms: {
        leaveOneOut: [classWeights],
        explicit: [
          { name: with-tta, overrides: { evaluation: { testTimeAugmentation: dihedral8 } } },
          { name: background-only, overrides: { region: { part: background-only } } },
        ],
      },
    },
  ]`,
];

it('goes from a folder to one document, and a second run repeats nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-reproduce-'));
  const home = join(folder, 'home');
  const env = { ...smallImages, CROSSFOLD_HOME: home, CROSSFOLD_URL: '', CROSSFOLD_STORE: '' };
  const store = openObjectStore({ kind: 'file', dir: join(home, 'store') });
  onTestFinished(async () => {
    await runCli(['down'], env);
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const out = join(folder, 'paper.html');
  const reproduce = async () => {
    const result = await runCli(
      [
        ...['reproduce', 'paper', '--quick', '--data', await drawnImages(), '--out', out],
        ...['--evaluate-on', `marked=${await drawnImages('marked')}`],
        ...changes.flatMap((change) => ['--set', change]),
      ],
      env,
    );
    expect(result, result.stderr).toMatchObject({ code: 0 });
    return result.stdout;
  };
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of store.list('studies/')) found.push(key);
    return found.sort();
  };

  const shown = await reproduce();
  expect(shown).toContain('stage ablation, as if ');
  expect(shown).toContain(`document: ${out}`);
  const document = await readFile(out, 'utf8');
  for (const part of [
    'Stage backbones was won by',
    'with-tta',
    'background-only',
    'marked',
    'cross-validated ensemble of with-tta, 8 views',
    'Le et al. 2020',
  ]) {
    expect(document, part).toContain(part);
  }
  const before = await keys();
  // Where models look, other data sets in one view and in eight, and what a prediction takes.
  expect(before.filter((key) => key.includes('/explanations/')).length).toBeGreaterThan(0);
  expect(before.filter((key) => /cross-evaluations\/.*\.json$/.test(key)).length).toBeGreaterThan(
    1,
  );
  const measured: string[] = [];
  for await (const { at } of listRecords(store, records.measurement, {})) {
    const { variant, trialId } = await readRecord(store, records.measurement, at);
    measured.push(`${variant}: ${trialId}`);
  }
  // A variant of the network and the views of another one has the numbers of that.
  expect(measured).toContain('background-only: full.f0.s1');
  expect(measured).toContain('with-tta: with-tta.f0.s1');

  await reproduce();
  expect(await keys()).toEqual(before);
});
