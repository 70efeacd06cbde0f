import {
  firstColumns,
  firstScheme,
  foreignPlanSchema,
  sha256,
  type FoldPlan,
  type Manifest,
} from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import { describe, expect, it } from 'vitest';
import { foldPlanCsv } from './fold-plan-csv.js';
import { planFolds } from './fold-plan.js';
import { parseForeignPlan } from './foreign-plan.js';
import { assertPlanOf, importFoldPlan } from './import-fold-plan.js';

const manifestSha256 = 'a'.repeat(64);
const images: Manifest['images'] = diagnosisClasses.flatMap((label) =>
  Array.from({ length: 20 }, (_, i) => ({
    imageId: `${label}-${String(i).padStart(2, '0')}`,
    groupId: `${label}-L${i >> 1}`,
    label,
    metadata: {},
    maskSha256: null,
    sha256: sha256(`${label}-${i}`),
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
  licence: '',
  source: '',
  problems: [],
  images,
};
const planned = planFolds(
  { ...firstScheme, images },
  { protocol: 'grouped', folds: 3, seed: 5, sealedShare: 0.2 },
  manifestSha256,
);
/** Only what another program knows, in another order. */
const foreign = planned.assignments.map(({ imageId, fold }) => ({ imageId, fold })).toReversed();

function importIt(assignments: Parameters<typeof importFoldPlan>[0], set = manifest): FoldPlan {
  return importFoldPlan(assignments, set, { protocol: 'grouped', manifestSha256 });
}

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'FOLD_PLAN_INVALID', kind: { httpStatus: 422 } });
    return (error as { problems: readonly string[] }).problems;
  }
  throw new Error('expected a refusal');
}

describe('importFoldPlan', () => {
  it('completes images and folds from the manifest, in its order', () => {
    const plan = importIt(foreign);
    expect(plan.assignments).toEqual(planned.assignments);
    expect(plan.options).toMatchObject({ protocol: 'grouped', folds: 3 });
    expect(plan.options.sealedShare).toBeCloseTo(0.2, 1);
    expect(plan.imported).toEqual({ leftOutImages: 0 });
    expect(() => assertPlanOf(plan, manifest, manifestSha256)).not.toThrow();
  });

  it('takes our own files back, CSV and JSON', () => {
    for (const text of [foldPlanCsv(planned), JSON.stringify(planned), JSON.stringify(foreign)]) {
      expect(importIt(parseForeignPlan(text)).assignments).toEqual(planned.assignments);
    }
  });

  it('counts the images that it leaves out', () => {
    const lesion = images[0]?.groupId;
    const ids = new Set(images.filter((i) => i.groupId === lesion).map((i) => i.imageId));
    const plan = importIt(foreign.filter(({ imageId }) => !ids.has(imageId)));
    expect(plan.imported).toEqual({ leftOutImages: 2 });
    expect(plan.assignments).toHaveLength(images.length - 2);
  });

  it('names lesions that cross, also into the sealed part', () => {
    const partner = planned.assignments.find(({ imageId }) => imageId === 'mel-01')?.fold;
    const fold = partner === 1 ? 2 : 1;
    const crossing = foreign.map((row) => (row.imageId === 'mel-00' ? { ...row, fold } : row));
    const sealed = foreign.map((row) =>
      row.imageId === 'nv-00'
        ? { ...row, fold: row.fold === 'sealed' ? 0 : ('sealed' as const) }
        : row,
    );
    expect(problemsOf(() => importIt(crossing)).join()).toMatch(/lesion mel-L0 crosses /);
    expect(problemsOf(() => importIt(sealed)).join()).toMatch(
      /lesion nv-L0 crosses .*the sealed part/,
    );
  });

  it('takes lesions that cross under the protocol image, and measures the leak', () => {
    const crossing = foreign.map(({ imageId }, i) => ({ imageId, fold: i % 3 }));
    expect(problemsOf(() => importIt(crossing)).length).toBeGreaterThan(10);
    const plan = importFoldPlan(crossing, manifest, { protocol: 'image', manifestSha256 });
    expect(plan.leak.leakedImages).toBeGreaterThan(100);
  });

  it.each([
    ['an unknown image', { imageId: 'x', fold: 0 }, 'image x is not in the data set'],
    [
      'another lesion',
      { imageId: 'nv-00', fold: 0, groupId: 'nv-L9' },
      'image nv-00 has lesion nv-L0, and nv-L9 in the plan',
    ],
    [
      'another class',
      { imageId: 'nv-00', fold: 0, label: 'mel' },
      'image nv-00 has class nv, and mel in the plan',
    ],
    [
      'a patient that the set does not know',
      { imageId: 'nv-00', fold: 0, patientId: 'P' },
      'image nv-00 has patient none, and P in the plan',
    ],
  ])('names %s', (_, row, problem) => {
    expect(problemsOf(() => importIt([...foreign.slice(1), row]))).toContain(problem);
  });

  it('shows an id of the data set beside one that it does not know', () => {
    expect(() => importIt([{ imageId: 'x', fold: 0 }, ...foreign])).toThrow(
      expect.objectContaining({
        remedy: expect.stringContaining('ids such as akiec-00') as string,
      }) as Error,
    );
  });

  it('names a fold that is skipped, an image twice, and a class that a fold lacks', () => {
    const skipped = foreign.map((row) => (row.fold === 1 ? { ...row, fold: 3 } : row));
    expect(problemsOf(() => importIt(skipped))).toContain('fold 1 is empty');
    const twice = [...foreign, { imageId: 'nv-00', fold: 0 }];
    expect(problemsOf(() => importIt(twice))).toContain('image nv-00 is listed more than once');
    const without = foreign.filter(
      ({ imageId, fold }) => !(imageId.startsWith('df') && fold === 2),
    );
    expect(problemsOf(() => importIt(without)).join()).toContain('fold 2 lacks class df');
  });

  it('says where folds count from, and how many there are, without a word of fewer folds', () => {
    const shifted = foreign.map(({ imageId, fold }) => ({
      imageId,
      fold: fold === 'sealed' ? fold : fold + 1,
    }));
    const refusals = [
      [shifted, /folds from 0 .* got 1, 2, 3$/, /^Subtract 1 from each fold/],
      [
        foreign.map((row) => ({ ...row, fold: 0 })),
        /2 to 50 folds.* got 1: 0$/,
        /number of the fold/,
      ],
      [
        foreign.map((row) => ({ ...row, fold: 'sealed' as const })),
        /got 0: none$/,
        /number of the fold/,
      ],
      [foreign.map((row, fold) => ({ ...row, fold })), /got 140: 0 … 139$/, /number of the fold/],
    ] as const;
    for (const [rows, message, remedy] of refusals) {
      expect(() => importIt(rows)).toThrow(
        expect.objectContaining({
          code: 'FOLD_PLAN_INVALID',
          message: expect.stringMatching(message) as string,
          remedy: expect.stringMatching(remedy) as string,
        }) as Error,
      );
    }
    const empty = foreign.map((row) => (row.fold === 1 ? { ...row, fold: 3 } : row));
    expect(() => importIt(empty)).toThrow(
      expect.objectContaining({
        remedy: expect.not.stringContaining('fewer folds') as string,
      }) as Error,
    );
  });

  it('takes ids with an ending, a folder, or in another case, as those of the data set', () => {
    const dressed = foreign.map((row, i) => ({
      ...row,
      imageId:
        [`${row.imageId}.jpg`, `images/${row.imageId}.png`, row.imageId.toUpperCase()][i % 3] ?? '',
    }));
    expect(importIt(dressed).assignments).toEqual(planned.assignments);
  });

  it('refuses a plan of another manifest, or one that was changed', () => {
    const plan = importIt(foreign);
    expect(() => assertPlanOf(plan, manifest, 'c'.repeat(64))).toThrow(/fold plan of manifest/);
    const changed = structuredClone(plan);
    const row = changed.assignments[0];
    if (row) row.groupId = 'other';
    expect(problemsOf(() => assertPlanOf(changed, manifest, manifestSha256))[0]).toMatch(
      /has lesion \S+, and other in the plan/,
    );
  });
});

describe('parseForeignPlan', () => {
  it.each([
    ['image_id,fold\nI1,zero\n', 'line 2'],
    ['image_id,fold\nI1,0\nI2,-1\n', 'line 3'],
    ['[{"imageId":"I1","fold":0},{"imageId":"I2"}]', 'entry 1'],
    ['[{"imageId":"I1","fold":0,"part":2}]', 'entry 0'],
    ['{"assignments":[]}', 'schemaVersion'],
    ['[1', 'JSON'],
  ])('names what is wrong in %j', (text, place) => {
    expect(problemsOf(() => parseForeignPlan(text)).join()).toContain(place);
  });

  it('names a column that is missing, those that there are, and what to do', () => {
    expect(() => parseForeignPlan('image,fold\nI1,0\n')).toThrow(/expected column image_id/);
    expect(() => parseForeignPlan('image_id,split\nI1,0\n')).toThrow(
      expect.objectContaining({
        message: 'expected column fold for the fold plan, got columns image_id, split',
        remedy: expect.stringMatching(/^Name the columns of the first line so/) as string,
      }) as Error,
    );
    expect(() => parseForeignPlan('image_id,Fold\nI1,0\n')).toThrow(
      expect.objectContaining({
        remedy: expect.stringContaining('Fold is spelt') as string,
      }) as Error,
    );
  });

  it('takes sealed images by either word', () => {
    const plan = [
      { imageId: 'I1', fold: 0 },
      { imageId: 'I2', fold: 'sealed' },
    ];
    for (const word of ['sealed', 'test']) {
      expect(parseForeignPlan(`image_id,fold\nI1,0\nI2,${word}\n`)).toEqual(plan);
      const listed = [plan[0], { imageId: 'I2', fold: word }];
      expect(parseForeignPlan(JSON.stringify(listed))).toEqual(plan);
      const whole = { protocol: 'grouped', assignments: listed };
      expect(foreignPlanSchema.parse(whole).assignments).toEqual(plan);
    }
  });

  it('reads folds that were written as decimals, and semicolons', () => {
    const plan = [
      { imageId: 'I1', fold: 0 },
      { imageId: 'I2', fold: 'sealed' },
    ];
    expect(parseForeignPlan('image_id,fold\nI1,0.0\nI2,test\n')).toEqual(plan);
    expect(parseForeignPlan('\uFEFFsep=;\nimage_id;fold\nI1;0\nI2;test\n')).toEqual(plan);
  });

  it.each([
    ['image_id,fold\nI1,0.5\n', 'line 2: expected a fold from 0, or sealed, got 0.5'],
    ['image_id,fold\nI1,0\nI2,\n', 'line 3: expected a fold from 0, or sealed, got an empty cell'],
    ['image_id,fold\nI1,train\n', 'line 2: expected a fold from 0, or sealed, got train'],
    ['image_id,fold\n', 'the fold plan has no entry'],
    ['[]', 'the fold plan has no entry'],
  ])('says what it found in %j', (text, problem) => {
    expect(problemsOf(() => parseForeignPlan(text))).toEqual([problem]);
  });
});
