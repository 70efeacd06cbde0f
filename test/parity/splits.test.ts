import { AppError, firstScheme } from '@crossfold/contracts';
import {
  innerValidationSplit,
  measureLeak,
  mersenneTwister,
  planFolds,
  stratifiedGroupKFold,
  stratifiedKFold,
  type PlanRow,
} from '@crossfold/data';
import { randomStream, type RandomStream } from '@crossfold/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { ham10000Counts, ham10000Multiplicity, ham10000Rows } from '../support/ham10000-table.js';
import { ensurePythonEnv, runPython, scikitLearnRequirements } from '../support/python-env.js';

interface Table {
  readonly name: string;
  readonly labels: string[] | number[];
  /** null for `StratifiedKFold`. */
  readonly groups: string[] | number[] | null;
  readonly folds: number;
  readonly seed: number;
  readonly repeats: number;
}

type Answer = { readonly folds: number[] } | { readonly error: string };

const randomTables = 600;
const classNames = [
  'akiec',
  'bcc',
  'bkl',
  'df',
  'mel',
  'nv',
  'vasc',
  'é',
  'Z',
  '\u{1F600}',
  '\uFF5E',
];
const hamRows = ham10000Rows();

/** Class sizes fall off geometrically, so that some classes are rarer than there are folds. */
function randomTable(index: number): Table {
  const random = randomStream('split-parity', index);
  const rows = 10 + random.integer(index % 10 === 0 ? 600 : 120);
  const classes = 1 + random.integer(index % 7 === 0 ? 200 : 9);
  const groups = 1 + random.integer(rows);
  const evenness = random.uniform();
  const pick = () => Math.min(random.integer(classes), skewed(random, classes, evenness));
  const classOfGroup = Array.from({ length: groups }, pick);
  const isPure = random.uniform() < 0.6;
  const groupOfRow = Array.from({ length: rows }, () => random.integer(groups));
  const codes = groupOfRow.map((group) => (isPure ? (classOfGroup[group] ?? 0) : pick()));
  return {
    name: `table ${index}`,
    labels: random.uniform() < 0.5 ? codes : codes.map(className),
    groups: index % 3 === 0 ? null : groupNames(random, groupOfRow),
    folds: 2 + random.integer(9),
    seed: random.integer(2 ** 32),
    repeats: index % 4 === 3 ? 2 + random.integer(3) : 1,
  };
}

function skewed(random: RandomStream, classes: number, evenness: number): number {
  return random.uniform() < evenness ? random.integer(classes) : 0;
}

function className(code: number): string {
  return classNames[code] ?? `class ${code}`;
}

function groupNames(random: RandomStream, groups: number[]): string[] | number[] {
  return random.uniform() < 0.5
    ? groups.map((group) => group * 7 - 100)
    : groups.map((group) => `${classNames[group % classNames.length] ?? ''}_${group}`);
}

function hamTables(): Table[] {
  const labels = hamRows.map(({ label }) => label);
  const lesions = hamRows.map(({ groupId }) => groupId);
  const cases = [
    { folds: 5, seed: 0 },
    { folds: 5, seed: 2 ** 32 - 1 },
    { folds: 7, seed: 42 },
  ];
  return cases.flatMap(({ folds, seed }) => [
    {
      name: `HAM10000 by lesion, ${folds} folds`,
      labels,
      groups: lesions,
      folds,
      seed,
      repeats: 1,
    },
    { name: `HAM10000 by image, ${folds} folds`, labels, groups: null, folds, seed, repeats: 1 },
  ]);
}

function oursFor({ labels, groups, folds, seed, repeats }: Table): number[] | 'refused' {
  try {
    const random = mersenneTwister(seed);
    return Array.from({ length: repeats }, () => [
      ...(groups === null
        ? stratifiedKFold(labels, folds, random)
        : stratifiedGroupKFold(labels, groups, folds, random)),
    ]).flat();
  } catch (error) {
    if (error instanceof AppError && error.code === 'FOLD_PLAN_INVALID') return 'refused';
    throw error;
  }
}

describe('splits beside scikit-learn', () => {
  const tables = [
    ...Array.from({ length: randomTables }, (_, index) => randomTable(index)),
    ...hamTables(),
  ];
  let answers: Answer[];

  beforeAll(async () => {
    const python = await ensurePythonEnv('scikit-learn', scikitLearnRequirements);
    const script = new URL('./splits.py', import.meta.url).pathname;
    answers = await runPython<Answer[]>(python, script, { tables });
  });

  it('puts every row of every table into the same fold, and refuses the same tables', () => {
    expect(answers).toHaveLength(tables.length);
    const differing = tables.filter((table, i) => {
      const answer = answers[i];
      const theirs = answer && 'folds' in answer ? answer.folds : 'refused';
      return JSON.stringify(oursFor(table)) !== JSON.stringify(theirs);
    });
    expect(differing.map(({ name }) => name)).toEqual([]);
  });

  it('compared at least 300 random tables that could be split, by image and by lesion', () => {
    const split = tables.slice(0, randomTables).filter((_, i) => 'folds' in (answers[i] ?? {}));
    expect(split.length).toBeGreaterThanOrEqual(300);
    expect(split.filter(({ groups }) => groups === null).length).toBeGreaterThan(100);
    expect(split.filter(({ groups }) => groups !== null).length).toBeGreaterThan(200);
    for (const isGrouped of [true, false]) {
      const repeated = split.filter(
        ({ groups, repeats }) => repeats > 1 && (groups !== null) === isGrouped,
      );
      expect(repeated.length).toBeGreaterThan(25);
    }
  });
});

describe('fold plans of a table with the counts of HAM10000', () => {
  const options = { protocol: 'grouped', folds: 5, seed: 7, sealedShare: 0.15 } as const;

  function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
    const counts = new Map<Key, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  }

  it('has the published counts', () => {
    const sizes = countBy(hamRows.map(({ groupId }) => groupId));
    expect(Object.fromEntries(countBy([...sizes.values()]))).toEqual(ham10000Multiplicity);
    const images = countBy(hamRows.map(({ label }) => label));
    const lesionRows = [...new Map(hamRows.map((row): [string, PlanRow] => [row.groupId, row]))];
    const lesions = countBy(lesionRows.map(([, { label }]) => label));
    for (const [label, count] of Object.entries(ham10000Counts)) {
      expect({
        label,
        images: images.get(label as never),
        lesions: lesions.get(label as never),
      }).toEqual({
        label,
        ...count,
      });
    }
  });

  it('leaks nothing by lesion, and 35 to 40 % of the images by image', () => {
    const grouped = planFolds(
      { ...firstScheme, images: hamRows },
      { ...options, sealedShare: 0 },
      null,
    );
    expect(grouped.leak).toEqual({ leakedImages: 0, poolImages: 10_015 });
    const { leak } = planFolds(
      { ...firstScheme, images: hamRows },
      { ...options, protocol: 'image', sealedShare: 0 },
      null,
    );
    expect(leak.leakedImages / leak.poolImages).toBeGreaterThan(0.35);
    expect(leak.leakedImages / leak.poolImages).toBeLessThan(0.4);
  });

  it('keeps one image of each of the 7,470 lesions for `dedup`', () => {
    const plan = planFolds(
      { ...firstScheme, images: hamRows },
      { ...options, protocol: 'dedup' },
      null,
    );
    expect(plan.assignments).toHaveLength(7470);
    expect(new Set(plan.assignments.map(({ groupId }) => groupId)).size).toBe(7470);
  });

  it('seals a seventh for a share of 0.15, even in every class', () => {
    const { assignments } = planFolds({ ...firstScheme, images: hamRows }, options, null);
    const sealed = assignments.filter(({ fold }) => fold === 'sealed');
    expect(sealed.length / assignments.length).toBeCloseTo(1 / 7, 2);
    const ofClass = countBy(sealed.map(({ label }) => label));
    for (const [label, { images }] of Object.entries(ham10000Counts)) {
      expect(Math.abs((ofClass.get(label as never) ?? 0) / images - 1 / 7)).toBeLessThan(0.02);
    }
  });

  it('keeps lesions together between inner training and validation', () => {
    const plan = planFolds({ ...firstScheme, images: hamRows }, options, null);
    const lesionOf = new Map(plan.assignments.map(({ imageId, groupId }) => [imageId, groupId]));
    const { train, validation, test } = innerValidationSplit(plan, 2, 11, 0.15);
    const trained = new Set(train.map((imageId) => lesionOf.get(imageId)));
    expect([...validation, ...test].filter((id) => trained.has(lesionOf.get(id)))).toEqual([]);
    expect(validation.length / (train.length + validation.length)).toBeCloseTo(1 / 7, 2);
    expect(measureLeak(plan.assignments).poolImages).toBe(
      train.length + validation.length + test.length,
    );
  });
});
