import { join } from 'node:path';
import {
  records,
  type Explanation,
  type ProblemDocument,
  type Report,
  type StudySpecInput,
} from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { runCli } from '../support/processes.js';
import { startStack, usualKernels, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';
import { readReceipts } from '../support/tiny-study.js';

const minutes = 60_000;
/** Balanced accuracy of guessing among the seven classes. */
const chance = 1 / 7;

/** Arms that differ in what they see of the same images, and in nothing else. */
const spec = (name: string, dataset: string, arms: object): StudySpecInput => ({
  name,
  dataset,
  folds: 2,
  sealedShare: 0.1,
  seeds: [1],
  ensemble: null,
  baseline: {
    name: 'background-only',
    region: { part: 'background-only' },
    model: { backbone: 'tiny', imageSizePx: 64, hiddenUnits: [], dropout: 0 },
    loss: { name: 'crossEntropy' },
    augmentation: { rotationDegrees: 0, cropScaleMin: 1, cutoutShare: 0 },
    training: {
      batchSize: 16,
      earlyStopping: null,
      plateau: null,
      stages: [{ name: 'all', trainable: 'all', epochs: 24, learningRate: 0.003 }],
    },
  },
  arms: {
    explicit: Object.entries(arms).map(([arm, region]) => ({
      name: arm,
      overrides: { region: region as unknown },
    })),
  },
});

describe('segmentation studies', () => {
  let stack: Stack;
  let clean: Report;
  let marked: Report;

  async function addImages(name: string, ...look: string[]): Promise<void> {
    const folder = join(stack.folder, name);
    const synth = [
      'dataset',
      'synth',
      folder,
      '--images',
      '350',
      '--seed',
      '5',
      '--width-px',
      '200',
    ];
    const options = ['--shares', 'mild', '--difficulty', '0.2', ...look];
    expect(await runCli([...synth, ...options], stack.env)).toMatchObject({ code: 0 });
    const add = ['dataset', 'add', folder, '--name', name];
    expect(await runCli(add, stack.env)).toMatchObject({ code: 0 });
  }

  async function follow(studyId: string): Promise<Report> {
    await untilState(stack, studyId, 'finished');
    return readRecord(stack.store, records.report, { studyId });
  }

  beforeAll(async () => {
    stack = await startStack(usualKernels);
    await addImages('clean');
    // The same photographs, but that a blot of ink lies in a corner of every image of df.
    await addDrawnImages(stack, 'marked');
    await stack.startWorker('first');
    const seen = {
      full: { part: 'full' },
      'lesion-only': { part: 'foreground-only' },
      crop: { part: 'crop', masks: 'otsu' },
    };
    const ensemble = { variant: 'crop', partners: ['lesion-only'] };
    const first = await stack.submit({ ...spec('honest', 'clean', seen), ensemble });
    const lesionOnly = { 'lesion-only': { part: 'foreground-only' } };
    const second = await stack.submit(spec('marked', 'marked', lesionOnly));
    [clean, marked] = [await follow(first), await follow(second)];
  }, 15 * minutes);

  afterAll(() => stack.stop());

  const armOf = (report: Report, name: string) => {
    const arm = report.variants.find((variant) => variant.name === name);
    if (!arm?.pooled) throw new Error(`no scores of ${name}`);
    return arm;
  };
  const balanced = (report: Report, name: string) =>
    armOf(report, name).pooled?.scores.balancedAccuracy ?? NaN;
  const recall = (report: Report, name: string, label: string) =>
    armOf(report, name).pooled?.perClass.find((row) => row.name === label)?.recall ?? NaN;

  it('score near chance where no lesion is seen, and well where nothing else is', () => {
    const { pooled } = armOf(clean, 'background-only');
    expect(balanced(clean, 'background-only')).toBeLessThan(chance + 0.1);
    for (const { name, rocAuc } of pooled?.perClass ?? []) expect(rocAuc, name).toBeLessThan(0.7);
    expect(balanced(clean, 'lesion-only')).toBeGreaterThan(chance + 0.4);
    expect(balanced(clean, 'crop')).toBeGreaterThan(chance + 0.4);
  });

  it('show a shortcut: with ink on one class, that class alone is known by its background', () => {
    expect(recall(marked, 'background-only', 'df')).toBeGreaterThan(0.9);
    const others = (armOf(marked, 'background-only').pooled?.perClass ?? [])
      .filter(({ name }) => name !== 'df')
      .map((row) => row.recall);
    const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
    expect(mean).toBeLessThan(chance + 0.1);
  });

  it('let nothing of the background through to the lesion-only arm, not one bit', async () => {
    const predictions = async ({ studyId }: Report) => {
      const receipts = await readReceipts(stack.store, studyId);
      return [0, 1].map((fold) => receipts.get(`lesion-only.f${fold}.s1`)?.predictions.sha256);
    };
    const [first, second] = [await predictions(clean), await predictions(marked)];
    expect(first).toEqual(second);
    expect(first).not.toContain(undefined);
  });

  it('say how well a threshold found the lesions', async () => {
    const { segmentation } = armOf(clean, 'crop');
    const pool = armOf(clean, 'crop').pooled?.images;
    expect(segmentation?.images).toBe(pool);
    expect(segmentation?.meanDice).toBeGreaterThan(0.85);
    expect(armOf(clean, 'lesion-only').segmentation).toBeNull();
    const printed = await runCli(['report', clean.studyId], stack.env);
    expect(printed.stdout).toMatch(
      /crop finds regions by a threshold \(Otsu\): mean Dice 0\.\d{3}/,
    );
  });

  it('show the same part to the ensemble', () => {
    const scores = clean.ensemble?.evaluation.scores;
    expect(clean.ensemble?.members).toHaveLength(4);
    expect(scores?.balancedAccuracy).toBeGreaterThan(chance + 0.4);
  });

  it('show the same part to explanations, their masks cut alike', async () => {
    const shares: number[] = [];
    for (const [name, variant] of [
      ['honest', 'crop'],
      ['honest', 'lesion-only'],
    ] as const) {
      const few = ['--images', '4', '--per-class', '1', '--no-occlusion', '--json'];
      const args = ['explain', name, '--variant', variant, ...few];
      const { code, stdout } = await runCli(args, stack.env);
      expect(code).toBe(0);
      const { explanation } = JSON.parse(stdout) as { explanation: Explanation };
      expect(explanation.imagesWithMask).toBe(explanation.images);
      const rows = explanation.classes.flatMap(({ all }) => all ?? []);
      shares.push(rows.reduce((sum, { maskShare }) => sum + maskShare, 0) / rows.length);
    }
    const [cropped = NaN, whole = NaN] = shares;
    // A lesion fills more of its own box than of the photograph.
    expect(cropped).toBeGreaterThan(0.45);
    expect(cropped).toBeGreaterThan(1.5 * whole);
  });

  it('flag no class where there is no artefact to be found', async () => {
    const few = ['--per-class', '0', '--no-occlusion', '--json'];
    const result = await runCli(['explain', 'honest', '--variant', 'full', ...few], stack.env);
    expect(result).toMatchObject({ code: 0 });
    const { explanation } = JSON.parse(result.stdout) as { explanation: Explanation };
    expect(explanation.images).toBeGreaterThan(250);
    const compared = explanation.classes.filter(({ comparison }) => comparison !== null);
    expect(compared).toHaveLength(7);
    expect(explanation.classes.filter(({ isFlagged }) => isFlagged)).toEqual([]);
  });

  it('are refused by name where masks are missing', async () => {
    await addImages('bare', '--no-masks', '--images', '120', '--series', '3');
    const post = (path: string, body: unknown) =>
      fetch(`${stack.api}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const submitted = await post('/studies', {
      ...spec('blind', 'bare', { crop: { part: 'crop' } }),
      sealedShare: 0,
    });
    expect(submitted.status).toBe(422);
    const problem = (await submitted.json()) as ProblemDocument;
    expect(problem.detail).toContain('a mask of every image for background-only, crop');
    expect(problem.remedy).toContain('otsu');
    const evaluation = await post(`/studies/${clean.studyId}/cross-evaluations`, {
      dataset: 'bare',
    });
    expect(evaluation.status).toBe(422);
    const studies = await stack.get<{ studies: { name: string }[] }>('/studies');
    expect(JSON.stringify(studies)).not.toContain('blind');
  });
});
