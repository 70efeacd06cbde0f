import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  records,
  type Explanation,
  type ExplanationList,
  type ExplanationView,
  type ProblemDocument,
  type StudySpecInput,
} from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { runCli } from '../support/processes.js';
import { startStack, usualKernels, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';

const minutes = 60_000;

/** Models that learn: twelve epochs of a second each. */
const spec: StudySpecInput = {
  name: 'seen',
  // What it learns is near the limit of what is told: another number of threads gives other bits.
  threads: 2,
  dataset: 'marked',
  folds: 2,
  sealedShare: 0.1,
  seeds: [1],
  ensemble: null,
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 64, hiddenUnits: [], dropout: 0 },
    loss: { name: 'crossEntropy' },
    augmentation: { cropScaleMin: 0.9, cutoutShare: 0 },
    training: {
      batchSize: 16,
      earlyStopping: null,
      plateau: null,
      stages: [{ name: 'all', trainable: 'all', epochs: 14, learningRate: 0.003 }],
    },
  },
};

describe('explanations of a study', () => {
  let stack: Stack;
  let studyId: string;

  // A blot of ink in every image of df: models learn it, and nobody told them not to.
  beforeAll(async () => {
    stack = await startStack(usualKernels);
    await addDrawnImages(stack, 'marked');
    await stack.startWorker('first');
    studyId = await stack.submit(spec);
    await untilState(stack, studyId, 'finished');
  }, 10 * minutes);

  afterAll(() => stack.stop());

  const explanations = () => `/studies/${studyId}/explanations`;
  const read = (number: number) =>
    readRecord(stack.store, records.explanation, { studyId, number });
  const request = (body: unknown) =>
    fetch(`${stack.api}${explanations()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('finds the class with an artefact, and says so in words', async () => {
    const page = join(stack.folder, 'explanation.html');
    const result = await runCli(['explain', 'seen', '--per-class', '2', '--out', page], stack.env);
    expect(result.stderr).not.toContain('error');
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('df is recognised by something outside the mask');
    const { classes, members, pictures, images, imagesWithMask } = await read(1);
    expect(classes.filter(({ isFlagged }) => isFlagged).map((row) => row.class)).toEqual(['df']);
    const df = classes.find((row) => row.class === 'df');
    expect(df?.comparison?.needsBackground).toBe(true);
    expect(members).toEqual(['full.f0.s1', 'full.f1.s1']);
    expect(imagesWithMask).toBe(images);
    expect(pictures.length).toBeLessThanOrEqual(14);
    const html = await readFile(page, 'utf8');
    expect(html.match(/data:image\/png;base64,/g)).toHaveLength(pictures.length);
  });

  it('finds the maps inside the lesions, well above chance, where models look at them', async () => {
    const { classes, occlusion } = await read(1);
    const honest = classes
      .filter(({ class: name }) => name !== 'df')
      .flatMap(({ all }) => all ?? []);
    const images = honest.reduce((sum, row) => sum + row.images, 0);
    const mean = (valueOf: (row: (typeof honest)[number]) => number) =>
      honest.reduce((sum, row) => sum + row.images * valueOf(row), 0) / images;
    const chance = mean((row) => row.maskShare);
    expect(mean((row) => row.energyInside)).toBeGreaterThan(1.3 * chance);
    expect(mean((row) => row.interval[0])).toBeGreaterThan(chance);
    expect(mean((row) => row.pointingGame)).toBeGreaterThan(2 * chance);
    expect(occlusion?.meanCorrelation).toBeGreaterThan(0.1);
  });

  it('explains held-out images alone, each by the model that had not seen it', async () => {
    const { pictures } = await read(1);
    const plan = await stack.get<{ study: { foldPlan: { sha256: string } } }>(
      `/studies/${studyId}`,
    );
    const { bytes } = await stack.store.get(
      records.foldPlan.key({ sha256: plan.study.foldPlan.sha256 }),
    );
    const { assignments } = JSON.parse(Buffer.from(bytes).toString()) as {
      assignments: { imageId: string; fold: number | 'sealed' }[];
    };
    const foldOf = new Map(assignments.map(({ imageId, fold }) => [imageId, fold]));
    expect(assignments.filter(({ fold }) => fold === 'sealed').length).toBeGreaterThan(20);
    for (const { imageId, trialId } of pictures) {
      expect(trialId).toBe(`full.f${foldOf.get(imageId)}.s1`);
    }
  });

  it('does not make again what is there, and makes another method beside it', async () => {
    const again = await runCli(['explain', 'seen', '--per-class', '2'], stack.env);
    expect(again.code).toBe(0);
    expect((await stack.get<ExplanationList>(explanations())).explanations).toHaveLength(1);
    const args = ['explain', 'seen', '--method', 'hiResCam', '--per-class', '1'];
    const few = ['--images', '6', '--no-occlusion', '--json'];
    const result = await runCli([...args, ...few], stack.env);
    const { explanation } = JSON.parse(result.stdout) as { explanation: Explanation };
    expect(explanation).toMatchObject({ number: 2, occlusion: null, mapSize: [4, 4] });
    expect(explanation.options.method).toBe('hiResCam');
    // Behind global average pooling the two methods draw the same maps.
    const first = new Map((await read(1)).pictures.map((picture) => [picture.imageId, picture]));
    const both = explanation.pictures.filter(({ imageId }) => first.has(imageId));
    expect(both.length).toBeGreaterThan(3);
    for (const { imageId, energyInside } of both) {
      expect(energyInside).toBeCloseTo(first.get(imageId)?.energyInside ?? NaN, 5);
    }
  });

  it('hands out pictures, and prints its table with the report', async () => {
    const response = await fetch(`${stack.api}${explanations()}/1/pictures/1`);
    expect(response.headers.get('content-type')).toBe('image/png');
    const png = Buffer.from(await response.arrayBuffer());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const report = await runCli(['report', studyId], stack.env);
    expect(report.stdout).toContain('Share of the maps inside the masks, Grad-CAM of full');
    expect(report.stdout).toContain('df is recognised by something outside');
    const verified = await runCli(['verify', studyId], stack.env);
    expect(verified).toMatchObject({ code: 0 });
  });

  it('refuses by name what cannot be explained', async () => {
    const cases = [
      [{ variant: 'fulll' }, 422, 'did you mean "full"'],
      [{ layer: 'head_logits' }, 422, 'feature map'],
      [{ seed: 7 }, 422, 'for seed'],
      [{ colour: 'red' }, 400, 'problem'],
    ] as const;
    for (const [body, status, words] of cases) {
      const response = await request(body);
      expect(response.status).toBe(status);
      expect(((await response.json()) as ProblemDocument).detail).toContain(words);
    }
    expect((await fetch(`${stack.api}${explanations()}/9`)).status).toBe(404);
    expect((await fetch(`${stack.api}${explanations()}/1/pictures/999`)).status).toBe(404);
  });

  it('is made after all when Redis was wiped before a worker came', async () => {
    await stack.endWorkers();
    const response = await request({ picturesPerClass: 0, imagesPerClass: 3, occlusion: false });
    expect(response.status).toBe(202);
    const { order } = (await response.json()) as ExplanationView;
    await stack.flushRedis();
    await stack.startWorker('second');
    const view = await stack.waitFor<ExplanationView>(
      `${explanations()}/${order.number}`,
      ({ state }) => state !== 'open',
      2 * minutes,
    );
    expect(view).toMatchObject({ state: 'finished', failure: null });
  });
});
