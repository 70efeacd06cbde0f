import {
  contentHash,
  firstColumns,
  firstScheme,
  records,
  type DatasetImagePage,
  type DatasetProblemPage,
  type Manifest,
  type ProblemDocument,
} from '@crossfold/contracts';
import { planFolds } from '@crossfold/data';
import { createRecord, updateRecord } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../support/stack.js';

const images: Manifest['images'] = firstScheme.classes.flatMap((label) =>
  Array.from({ length: 24 }, (_, i) => ({
    imageId: `${label}-${String(i).padStart(2, '0')}`,
    groupId: `${label}-L${i >> 1}`,
    label,
    metadata: {},
    maskSha256: null,
    sha256: contentHash(`${label}${i}`),
    sizeBytes: 1,
    widthPx: 1,
    heightPx: 1,
  })),
);
const manifest: Manifest = {
  schemaVersion: 2,
  ...firstScheme,
  columns: firstColumns,
  layout: 'folder',
  licence: 'none',
  source: 'none',
  problems: images.slice(1).map(({ imageId }, i) => ({
    kind: 'equal-bytes' as const,
    imageId,
    detail: `has the bytes of ${images[i]?.imageId ?? ''}, of the same class`,
    decision: 'kept' as const,
  })),
  images,
};
const manifestSha256 = contentHash(manifest);
const split = { protocol: 'grouped', folds: 3, seed: 9, sealedShare: 0.2 } as const;
const assignments = planFolds({ ...firstScheme, images }, split, manifestSha256).assignments.map(
  ({ imageId, fold }) => ({ imageId, fold }),
);
const spec = {
  name: 'imported',
  dataset: 'made',
  seeds: [1],
  baseline: { model: { backbone: 'tiny', imageSizePx: 32 } },
};

/** What tells which image it is. */
function secretsOf({ imageId, groupId, sha256 }: Manifest['images'][number]): string[] {
  return [`"${imageId}"`, `"${groupId}"`, sha256];
}

describe('a fold plan made elsewhere', () => {
  const started: { stack?: Stack } = {};
  const stack = () => started.stack as Stack;

  beforeAll(async () => {
    started.stack = await startStack();
    const { store } = started.stack;
    await createRecord(store, records.manifest, { sha256: manifestSha256 }, manifest);
    const counts = {
      schemaVersion: 2 as const,
      images: images.length,
      groups: 84,
      addedAt: new Date().toISOString(),
    };
    const pointer = { name: 'made', manifestSha256, ...counts };
    await updateRecord(store, records.dataset, { name: 'made' }, () => pointer);
  });
  afterAll(() => started.stack?.stop());

  async function post(path: string, body: unknown) {
    const response = await fetch(`${stack().api}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: (await response.json()) as never };
  }

  it('is imported, and a study rests on it', async () => {
    const imported = await post('/datasets/made/fold-plans', { assignments });
    expect(imported).toMatchObject({ status: 201, body: { leftOutImages: 0 } });
    const { foldPlanSha256: foldPlan } = imported.body as { foldPlanSha256: string };
    const submitted = await post('/studies', { ...spec, foldPlan });
    expect(submitted).toMatchObject({ status: 201, body: { trials: 3 } });
    const { studyId } = submitted.body as { studyId: string };
    const { study } = await stack().get<{ study: { foldPlan: unknown } }>(`/studies/${studyId}`);
    expect(study.foldPlan).toMatchObject({ sha256: foldPlan, options: { folds: 3 } });
  });

  it('is refused with 422 and the lesions that cross', async () => {
    const crossing = assignments.map(({ imageId }, i) => ({ imageId, fold: i % 3 }));
    const refused = await post('/datasets/made/fold-plans', { assignments: crossing });
    expect(refused.status).toBe(422);
    expect(refused.type).toContain('application/problem+json');
    const { problems } = refused.body as ProblemDocument;
    expect(problems).toContain('lesion akiec-L0 crosses fold 0 and fold 1');
    expect(problems.length).toBeGreaterThan(50);
  });

  it('is refused by a study that states a split too, or does not own up to a leak', async () => {
    const byImage = assignments.map(({ imageId }, i) => ({ imageId, fold: i % 3 }));
    const leaky = { protocol: 'image', assignments: byImage };
    const imported = await post('/datasets/made/fold-plans', leaky);
    const { foldPlanSha256: foldPlan } = imported.body as { foldPlanSha256: string };
    const plain = { ...spec, foldPlan, ensemble: null };
    expect(await post('/studies', plain)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('acknowledgeLeakage') as string },
    });
    expect(await post('/studies', { ...plain, folds: 3 })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('got folds beside it') as string },
    });
    const owned = { ...plain, acknowledgeLeakage: true };
    expect(await post('/studies', owned)).toMatchObject({ status: 201 });
    expect(await post('/studies', { ...owned, ensemble: {} })).toMatchObject({ status: 422 });
  });

  it('cannot be read through the API: neither the part of an image nor anything of a sealed one', async () => {
    const imported = await post('/datasets/made/fold-plans', { assignments });
    const { studyId } = (
      await post('/studies', {
        ...spec,
        foldPlan: (imported.body as { foldPlanSha256: string }).foldPlanSha256,
      })
    ).body as { studyId: string };
    const paths = [
      ...['/datasets', '/datasets/made', '/studies', `/studies/${studyId}`],
      ...[`/studies/${studyId}/trials`, `/studies/${studyId}/trials/full.f0.s1`],
      `/studies/${studyId}/trials/full.f0.s1/metrics`,
    ];
    const answers = await Promise.all([imported.body, ...paths.map((path) => stack().get(path))]);
    const text = JSON.stringify(answers);
    expect(text).toContain('"lesions"');
    for (const image of images) {
      for (const secret of secretsOf(image)) expect(text).not.toContain(secret);
    }
    const { imageId } = images[0] ?? { imageId: '' };
    for (const path of [`/datasets/made/${imageId}`, '/fold-plans']) {
      expect((await fetch(`${stack().api}${path}`)).status).toBe(404);
    }
  });

  it('shows images of the pool alone, and problems that name no sealed one', async () => {
    const isSealed = new Set(
      assignments.filter(({ fold }) => fold === 'sealed').map(({ imageId }) => imageId),
    );
    const sealed = images.filter(({ imageId }) => isSealed.has(imageId));
    expect(sealed.length).toBeGreaterThan(20);
    const page = await stack().get<DatasetImagePage>('/datasets/made/images?limit=500');
    const shown = images.filter(({ imageId }) => !isSealed.has(imageId));
    expect(page).toMatchObject({ total: shown.length, sealed: sealed.length, next: null });
    expect(page.images.map(({ imageId }) => imageId).sort()).toEqual(
      shown.map(({ imageId }) => imageId).sort(),
    );
    const listed = await stack().get<DatasetProblemPage>('/datasets/made/problems?limit=500');
    expect(listed.problems.length).toBeGreaterThan(0);
    expect(listed.problems.length).toBeLessThan(manifest.problems.length);
    const [first] = sealed;
    const refused = await fetch(`${stack().api}/datasets/made/images/${first?.imageId ?? ''}`);
    expect(refused.status).toBe(404);
    // A near miss of its name brings no hint.
    const missed = await fetch(`${stack().api}/datasets/made/images/${first?.imageId ?? ''}x`);
    const answers = JSON.stringify([page, listed, await missed.json()]).replaceAll(
      `${first?.imageId ?? ''}x`,
      '',
    );
    for (const image of sealed) {
      for (const secret of [image.imageId, ...secretsOf(image)]) {
        expect(answers).not.toContain(secret);
      }
    }
  });

  it('is not found under a hash that nothing has', async () => {
    const missing = await post('/studies', { ...spec, foldPlan: 'f'.repeat(64) });
    expect(missing).toMatchObject({ status: 404 });
  });
});
