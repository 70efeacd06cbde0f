import {
  contentHash,
  firstScheme,
  type FoldPlan,
  type FoldPlanOptions,
  type Manifest,
} from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { foldPlanCsv, parseFoldPlanCsv } from './fold-plan-csv.js';
import { measureLeak } from './fold-plan-leak.js';
import { validateFoldPlan } from './fold-plan-rules.js';
import { listRepeats } from './fold-plan-repeats.js';
import { planFolds } from './fold-plan.js';
import { parseForeignPlan } from './foreign-plan.js';
import { importFoldPlan } from './import-fold-plan.js';
import { innerValidationSplit } from './inner-split.js';
import type { PlanRow } from './plan-rows.js';
import { sealedImages } from './sealed-part.js';

const options: FoldPlanOptions = { protocol: 'grouped', folds: 4, seed: 3, sealedShare: 0.2 };

/** How the hashes of plans begin that were made before any share was reached by several parts. */
const plansOfBefore: Readonly<Record<number, string>> = {
  0.1: '8239dccffa4c5d64',
  0.15: 'a51e4d3caa03f30d',
  0.2: '05f73991a30fc82c',
  0.25: '4890dffa26e20039',
  0.5: 'd76176dbbf1b348c',
};

/** 8 to 30 lesions of each class, or more, with 1 to 4 images; ids in no particular order. */
function randomRows(table: number, fewest = 8): PlanRow[] {
  const random = randomStream('fold-plan', table);
  const lesions = diagnosisClasses.flatMap((label) =>
    Array.from({ length: fewest + random.integer(23) }, (_, i) => ({
      label,
      groupId: `${label}-${i}`,
    })),
  );
  const rows = lesions.flatMap((lesion) =>
    Array.from({ length: 1 + random.integer(4) }, () => lesion),
  );
  const ids = random.permutation(rows.length);
  return rows.map((lesion, i) => ({ ...lesion, imageId: `I${String(ids[i]).padStart(4, '0')}` }));
}

/** The same plan before plans named their classes. */
function inVersion1({ manifestSha256, options, leak, assignments }: FoldPlan) {
  const { sealedShare: testShare, ...asked } = options;
  return {
    schemaVersion: 1,
    manifestSha256,
    options: { ...asked, testShare },
    leak,
    assignments: assignments.map(({ groupId: lesionId, label: dx, fold, ...row }) => ({
      ...row,
      fold: fold === 'sealed' ? 'test' : fold,
      lesionId,
      dx,
    })),
  };
}

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'FOLD_PLAN_INVALID' });
    return (error as { problems: readonly string[] }).problems;
  }
  throw new Error('expected a refusal');
}

describe('planFolds', () => {
  it.each(['grouped', 'dedup', 'image'] as const)(
    'gives sound plans for protocol %s: every image once, every class in every part',
    (protocol) => {
      for (let table = 0; table < 20; table++) {
        const rows = randomRows(table);
        const plan = planFolds(
          { ...firstScheme, images: rows },
          { ...options, protocol, seed: table },
          null,
        );
        expect(validateFoldPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
        const expected =
          protocol === 'dedup' ? new Set(rows.map((r) => r.groupId)).size : rows.length;
        expect(plan.assignments).toHaveLength(expected);
        for (const part of [0, 1, 2, 3, 'sealed']) {
          const present = plan.assignments
            .filter(({ fold }) => fold === part)
            .map(({ label }) => label);
          expect(new Set(present).size).toBe(diagnosisClasses.length);
        }
      }
    },
  );

  it('leaks nothing by lesion, and states the leak by image', () => {
    const rows = randomRows(1);
    expect(planFolds({ ...firstScheme, images: rows }, options, null).leak.leakedImages).toBe(0);
    expect(
      planFolds({ ...firstScheme, images: rows }, { ...options, protocol: 'dedup' }, null).leak
        .leakedImages,
    ).toBe(0);
    const byImage = planFolds(
      { ...firstScheme, images: rows },
      { ...options, protocol: 'image' },
      null,
    );
    expect(byImage.leak.leakedImages).toBeGreaterThan(0);
    expect(byImage.leak).toEqual(measureLeak(byImage.assignments));
  });

  it('does not depend on the order of the rows', () => {
    for (const protocol of ['grouped', 'dedup', 'image'] as const) {
      const rows = randomRows(2);
      const order = randomStream('shuffle').permutation(rows.length);
      const shuffled = [...order].map((i) => rows[i] as PlanRow);
      const plan = planFolds({ ...firstScheme, images: rows }, { ...options, protocol }, null);
      expect(
        planFolds({ ...firstScheme, images: shuffled }, { ...options, protocol }, null),
      ).toEqual(plan);
      expect(
        planFolds({ ...firstScheme, images: rows }, { ...options, protocol, seed: 4 }, null),
      ).not.toEqual(plan);
    }
  });

  it('keeps for `dedup` the first image of each lesion by image id', () => {
    const rows = randomRows(3);
    const { assignments } = planFolds(
      { ...firstScheme, images: rows },
      { ...options, protocol: 'dedup' },
      null,
    );
    for (const { imageId, groupId } of assignments) {
      const ids = rows.filter((row) => row.groupId === groupId).map((row) => row.imageId);
      expect(imageId).toBe(ids.sort()[0]);
    }
  });

  it('seals about the share, or nothing', () => {
    const rows = randomRows(4);
    const sealed = planFolds({ ...firstScheme, images: rows }, options, null).assignments.filter(
      (a) => a.fold === 'sealed',
    );
    expect(sealed.length / rows.length).toBeCloseTo(0.2, 1);
    const open = planFolds({ ...firstScheme, images: rows }, { ...options, sealedShare: 0 }, null);
    expect(open.assignments.every(({ fold }) => fold !== 'sealed')).toBe(true);
  });

  it.each([0.1, 0.15, 0.2, 0.25, 0.5])(
    'seals for a share of %d what it always has: one of so many parts',
    (sealedShare) => {
      const plans = (['grouped', 'dedup', 'image'] as const).flatMap((protocol) =>
        [0, 1, 2].map((table) => {
          const rows = randomRows(table, 12);
          return planFolds(
            { ...firstScheme, images: rows },
            { ...options, folds: 3, protocol, seed: 7, sealedShare },
            null,
          );
        }),
      );
      expect(contentHash(plans.map(inVersion1)).slice(0, 16)).toBe(plansOfBefore[sealedShare]);
    },
  );

  it.each([
    [0.3, 0.01],
    [0.4, 0.01],
    [0.35, 0.01],
    [0.45, 0.01],
    [0.22, 0.01],
    // A twelfth of what a class has: as near as whole parts of its lesions come.
    [0.08, 0.01],
  ])('reaches a share of %d up to %d and what whole lesions allow', (sealedShare, tolerance) => {
    for (const protocol of ['grouped', 'dedup', 'image'] as const) {
      const rows = randomRows(3, 40);
      const plan = planFolds(
        { ...firstScheme, images: rows },
        { ...options, folds: 3, protocol, sealedShare },
        null,
      );
      const sealed = sealedImages(plan).length / plan.assignments.length;
      // A lesion has four images at most, and each of seven classes is split by itself.
      const whole = protocol === 'grouped' ? 0.01 : 0.005;
      expect(Math.abs(sealed - sealedShare)).toBeLessThan(tolerance + whole);
      expect(validateFoldPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    }
  });

  it('comes as near as the lesions of the rarest class allow, and refuses no more than before', () => {
    const rare = randomRows(3, 40).filter(
      ({ label, groupId }) => label !== 'df' || Number(groupId.split('-')[1]) < 6,
    );
    const plan = planFolds(
      { ...firstScheme, images: rare },
      { ...options, folds: 2, sealedShare: 0.4 },
      null,
    );
    const sealed = sealedImages(plan).length / plan.assignments.length;
    expect(Math.abs(sealed - 0.4)).toBeLessThan(0.03);
    const three = rare.filter(
      ({ label, groupId }) => label !== 'df' || Number(groupId.split('-')[1]) < 3,
    );
    // Of three lesions one is sealed: two fifths cannot be.
    const third = planFolds(
      { ...firstScheme, images: three },
      { ...options, folds: 2, sealedShare: 0.3 },
      null,
    );
    expect(sealedImages(third).length / third.assignments.length).toBeCloseTo(1 / 3, 1);
  });

  it('keeps all lesions of a patient on one side, whatever their diagnoses', () => {
    for (let table = 0; table < 20; table++) {
      const random = randomStream('patients', table);
      const rows = randomRows(table).map((row) => ({ ...row, patientId: '' }));
      const patientOf = new Map<string, string>();
      for (const row of rows) {
        const patientId = patientOf.get(row.groupId) ?? `P${random.integer(60)}`;
        row.patientId = patientId;
        patientOf.set(row.groupId, patientId);
      }
      const plan = planFolds(
        { ...firstScheme, images: rows },
        { ...options, folds: 3, seed: table },
        null,
      );
      const partOf = new Map(plan.assignments.map(({ patientId, fold }) => [patientId, fold]));
      for (const { patientId, fold } of plan.assignments) expect(partOf.get(patientId)).toBe(fold);
      expect(plan.leak.leakedImages).toBe(0);
      expect(parseFoldPlanCsv(foldPlanCsv(plan))).toEqual(plan.assignments);
      // The same table by lesion lets patients cross, and the leak counts them.
      const byLesion = planFolds(
        {
          ...firstScheme,
          images: rows.map(({ imageId, groupId, label }) => ({ imageId, groupId, label })),
        },
        { ...options, folds: 3, seed: table },
        null,
      );
      const crossing = byLesion.assignments.map((row, i) => ({
        ...row,
        ...(plan.assignments[i]?.patientId && { patientId: plan.assignments[i].patientId }),
      }));
      expect(problemsOf(() => validateFoldPlan({ ...byLesion, assignments: crossing }))[0]).toMatch(
        /^patient P\d+ crosses /,
      );
      expect(measureLeak(crossing).leakedImages).toBeGreaterThan(0);
    }
  });

  it('carries only what a plan holds, and the hash of the manifest', () => {
    const rows = randomRows(5).map((row) => ({ ...row, sex: 'female' }));
    const plan = planFolds({ ...firstScheme, images: rows }, options, 'a'.repeat(64));
    expect(plan.manifestSha256).toBe('a'.repeat(64));
    expect(Object.keys(plan.assignments[0] ?? {})).toEqual(['imageId', 'groupId', 'label', 'fold']);
  });

  it('names the class and the fold that lacks it', () => {
    const rows = randomRows(6).filter(
      ({ label, groupId }) => label !== 'df' || ['df-0', 'df-1'].includes(groupId),
    );
    const problems = problemsOf(() =>
      planFolds({ ...firstScheme, images: rows }, { ...options, sealedShare: 0 }, null),
    );
    expect(problems).toHaveLength(2);
    for (const problem of problems) {
      expect(problem).toMatch(/^fold \d lacks class df \(\d images of 2 lesions in all\)$/);
    }
  });

  it('names a class that the data set lacks', () => {
    const rows = randomRows(6).filter(({ label }) => label !== 'vasc');
    const problems = problemsOf(() =>
      planFolds({ ...firstScheme, images: rows }, { ...options, sealedShare: 0 }, null),
    );
    expect(problems[0]).toBe('fold 0 lacks class vasc (0 images of 0 lesions in all)');
  });

  it('names the class that is too rare for the sealed part', () => {
    const rows = randomRows(7).filter(
      ({ label, groupId }) => label !== 'bcc' || ['bcc-0', 'bcc-1', 'bcc-2'].includes(groupId),
    );
    expect(problemsOf(() => planFolds({ ...firstScheme, images: rows }, options, null))).toEqual([
      'class bcc has 3 lesions',
    ]);
  });

  it.each(['grouped', 'dedup', 'image'] as const)(
    'refuses an image listed twice (%s)',
    (protocol) => {
      const rows = randomRows(8);
      const twice = [...rows, rows[5] as PlanRow];
      expect(
        problemsOf(() =>
          planFolds({ ...firstScheme, images: twice }, { ...options, protocol }, null),
        ),
      ).toContain(`image ${rows[5]?.imageId} is listed more than once`);
    },
  );

  it.each(['grouped', 'dedup', 'image'] as const)(
    'refuses a lesion with two diagnoses (%s)',
    (protocol) => {
      const rows = randomRows(9);
      const changed = [...rows, { imageId: 'I9999', groupId: 'nv-0', label: 'mel' as const }];
      expect(
        problemsOf(() =>
          planFolds({ ...firstScheme, images: changed }, { ...options, protocol }, null),
        ),
      ).toContain('lesion nv-0 has several labels: mel, nv');
    },
  );

  it.each([
    { folds: 1 },
    { seed: -1 },
    { seed: 2 ** 32 },
    { sealedShare: 0.6 },
    { sealedShare: NaN },
  ])('refuses the options %j', (wrong) => {
    problemsOf(() =>
      planFolds({ ...firstScheme, images: randomRows(0) }, { ...options, ...wrong }, null),
    );
  });

  it('refuses no rows at all', () => {
    expect(
      problemsOf(() =>
        planFolds({ ...firstScheme, images: [] }, { ...options, sealedShare: 0 }, null),
      ),
    ).toEqual([]);
  });
});

describe('planFolds with repeats', () => {
  const rows = randomRows(5);
  const once = planFolds({ ...firstScheme, images: rows }, options, null);
  const thrice = planFolds({ ...firstScheme, images: rows }, { ...options, repeats: 3 }, null);

  it('begins with the plan without repeats, and splits anew in each', () => {
    const plans = listRepeats(thrice);
    expect(plans).toHaveLength(3);
    expect(plans[0]?.assignments).toEqual(once.assignments);
    const split = plans.map((plan) => JSON.stringify(plan.assignments.map(({ fold }) => fold)));
    expect(new Set(split).size).toBe(3);
    for (const plan of plans) expect(sealedImages(plan)).toEqual(sealedImages(once));
    expect(thrice.leak.poolImages).toBe(3 * once.leak.poolImages);
  });

  it('has trials of its own for each fold of each repeat', () => {
    const tested = Array.from({ length: 12 }, (_, fold) =>
      innerValidationSplit(thrice, fold, 1, 0.2),
    );
    const pool = once.assignments.filter(({ fold }) => fold !== 'sealed').map((row) => row.imageId);
    for (const repeat of [0, 1, 2]) {
      const ofRepeat = tested.slice(4 * repeat, 4 * repeat + 4).flatMap(({ test }) => test);
      expect(ofRepeat.toSorted()).toEqual(pool.toSorted());
    }
    expect(() => innerValidationSplit(thrice, 12, 1, 0.2)).toThrow(/a split in 0 … 11/);
  });

  it('comes back from CSV, JSON and as a plan made elsewhere', () => {
    expect(parseFoldPlanCsv(foldPlanCsv(thrice))).toEqual(thrice.assignments);
    expect(validateFoldPlan(JSON.parse(JSON.stringify(thrice)))).toEqual(thrice);
    const images = rows.map((row) => ({ ...row }));
    const manifest = { ...firstScheme, images } as unknown as Manifest;
    for (const text of [foldPlanCsv(thrice), JSON.stringify(thrice)]) {
      const imported = importFoldPlan(parseForeignPlan(text), manifest, {
        protocol: 'grouped',
        manifestSha256: 'a'.repeat(64),
      });
      expect(imported.assignments).toEqual(thrice.assignments);
      expect(imported.options).toMatchObject({ folds: 4, repeats: 3 });
    }
  });
});

describe('validateFoldPlan', () => {
  const sound = planFolds({ ...firstScheme, images: randomRows(10) }, options, null);

  function changed(change: (plan: FoldPlan) => void): FoldPlan {
    const plan = structuredClone(sound);
    change(plan);
    return plan;
  }

  function assignment(plan: FoldPlan, index: number) {
    return plan.assignments[index] as FoldPlan['assignments'][number];
  }

  it('names a lesion that crosses, and the leak that it makes', () => {
    const lesion = sound.assignments.find(
      ({ groupId, fold }, i) =>
        fold === 0 && sound.assignments.findIndex((other) => other.groupId === groupId) < i,
    );
    const problems = problemsOf(() =>
      validateFoldPlan(
        changed((plan) => {
          const at = plan.assignments.findIndex(({ imageId }) => imageId === lesion?.imageId);
          assignment(plan, at).fold = 1;
        }),
      ),
    );
    expect(problems[0]).toMatch(
      new RegExp(`^lesion ${lesion?.groupId} crosses fold . and fold .$`),
    );
    expect(problems[1]).toMatch(/^the stated leak is 0 of \d+ images, the true one [2-4] of/);
  });

  it('names a lesion that crosses into the sealed part', () => {
    const rows = sound.assignments.filter(({ label }) => label === 'nv');
    const inFold = rows.find(({ fold }) => fold === 2);
    const sealed = rows.find(({ fold }) => fold === 'sealed');
    const problems = problemsOf(() =>
      validateFoldPlan(
        changed((plan) => {
          for (const row of plan.assignments) {
            if (row.groupId === inFold?.groupId) row.groupId = String(sealed?.groupId);
          }
        }),
      ),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/crosses .*the sealed part/);
  });

  it('names an empty fold, a fold too many and a sealed part that should not be', () => {
    const moved = changed((plan) => {
      for (const row of plan.assignments) if (row.fold === 2) row.fold = 7;
      plan.options.sealedShare = 0;
    });
    const problems = problemsOf(() => validateFoldPlan(moved));
    expect(problems).toContain('fold 2 is empty');
    expect(problems).toContain('fold 7 is not a part of this plan');
    expect(problems).toContain('the sealed part is not a part of this plan');
  });

  it('names images out of order', () => {
    const reversed = changed((plan) => plan.assignments.reverse());
    expect(problemsOf(() => validateFoldPlan(reversed))[0]).toMatch(/expected order by image id/);
  });

  it('names a lesion with several images in a plan of one image each', () => {
    const dedup = changed((plan) => (plan.options.protocol = 'dedup'));
    expect(problemsOf(() => validateFoldPlan(dedup))[0]).toMatch(
      /^lesion \S+ has \d images in a plan of one image each$/,
    );
  });

  it('refuses what is no plan', () => {
    expect(problemsOf(() => validateFoldPlan({ ...sound, assignments: [] }))).toHaveLength(1);
    expect(problemsOf(() => validateFoldPlan(null))).toHaveLength(1);
  });
});

describe('measureLeak', () => {
  it('counts every image of a lesion that crosses folds, and no sealed one', () => {
    const parts: [string, number | 'sealed'][] = [
      ['crosses', 0],
      ['crosses', 1],
      ['crosses', 1],
      ['crosses', 'sealed'],
      ['whole', 0],
      ['whole', 0],
      ['sealed', 'sealed'],
      ['half-sealed', 1],
      ['half-sealed', 'sealed'],
    ];
    const assignments = parts.map(([groupId, fold], i) => ({
      imageId: `I${i}`,
      groupId,
      label: 'nv' as const,
      fold,
    }));
    expect(measureLeak(assignments)).toEqual({ leakedImages: 3, poolImages: 6 });
  });
});

describe('fold plan CSV', () => {
  it('comes back as it was', () => {
    const plan = planFolds({ ...firstScheme, images: randomRows(11) }, options, null);
    const text = foldPlanCsv(plan);
    expect(text.split('\n').slice(0, 1)).toEqual(['image_id,group_id,label,fold']);
    expect(text.endsWith('\n')).toBe(true);
    expect(parseFoldPlanCsv(text)).toEqual(plan.assignments);
  });

  it('comes back as it was with separators, quotes, spaces and formulas in ids', () => {
    const assignments = ['a,b', 'a"b', ' a ', '=1+cmd|calc', '-a+b', "'=a", '@a'].map((id) => ({
      imageId: id,
      groupId: `lesion ${id}`,
      label: 'mel' as const,
      fold: 'sealed' as const,
    }));
    const text = foldPlanCsv({ assignments });
    expect(parseFoldPlanCsv(text)).toEqual(assignments);
    expect(text).not.toMatch(/(^|,)[=@-]/m);
  });

  it.each([
    ['a,"b"', '"a,""b"""'],
    ['+3.1 [−0.2, +6.4]', '"+3.1 [−0.2, +6.4]"'],
    [' a ', '" a "'],
    ['=1+cmd|calc', "'=1+cmd|calc"],
    ['ISIC_0027419', 'ISIC_0027419'],
  ])('writes the id %s as %s', (imageId, cell) => {
    const row = { imageId, groupId: 'L', label: 'mel' as const, fold: 1 };
    const text = foldPlanCsv({ assignments: [row] });
    expect(text).toBe(`image_id,group_id,label,fold\n${cell},L,mel,1\n`);
  });

  it('shows control characters of ids in place of writing them', () => {
    const row = { groupId: 'L', label: 'mel' as const, fold: 'sealed' as const };
    const text = foldPlanCsv({ assignments: [{ ...row, imageId: 'a\n\u001b[31m' }] });
    expect(text).toBe('image_id,group_id,label,fold\na\\n\\x1b[31m,L,mel,sealed\n');
  });

  it('names the lines at fault', () => {
    const text = 'image_id,group_id,label,fold\nI1,L1,nv,0\nI2,L2,,1\nI3,L3,nv,train\n,L4,nv,1.5\n';
    const problems = problemsOf(() => parseFoldPlanCsv(text));
    expect(problems.map((problem) => problem.slice(0, 6))).toEqual(
      expect.arrayContaining(['line 3', 'line 4', 'line 5']),
    );
    expect(problems.some((problem) => problem.startsWith('line 2'))).toBe(false);
  });
});
