import { firstScheme, type FoldAssignment, type FoldPlan } from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import { randomStream, type RandomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { measureLeak } from './fold-plan-leak.js';
import { validateFoldPlan } from './fold-plan-rules.js';
import { planFolds } from './fold-plan.js';
import { groupRows } from '../group-rows.js';
import type { PlanRow } from './plan-rows.js';

const plansForEachRule = 40;

type Part = FoldAssignment['fold'];

/** A plan with a random table, number of folds, seed and sealed share, and three repeats or one. */
function randomPlan(
  random: RandomStream,
  protocol: FoldPlan['options']['protocol'],
  hasRepeats = random.uniform() < 0.3,
): FoldPlan {
  const lesions = diagnosisClasses.flatMap((label) =>
    Array.from({ length: 12 + random.integer(10) }, (_, i) => ({
      label,
      groupId: `${label}-${i}`,
    })),
  );
  const rows = lesions.flatMap((lesion): PlanRow[] =>
    Array.from({ length: 1 + random.integer(4) }, (_, i) => ({
      ...lesion,
      imageId: `${lesion.groupId}-${i}`,
    })),
  );
  const folds = 2 + random.integer(3);
  const sealedShare = random.uniform() < 0.5 ? 0 : 0.2;
  const seed = random.integer(2 ** 32);
  const options = { protocol, folds, sealedShare, seed, ...(hasRepeats && { repeats: 3 }) };
  return planFolds({ ...firstScheme, images: rows }, options, null);
}

function pick<Item>(random: RandomStream, items: readonly Item[]): Item {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new Error('expected something to pick from');
  return item;
}

function partsOf({ assignments }: FoldPlan): Part[] {
  return [...new Set(assignments.map(({ fold }) => fold))];
}

function otherPart(random: RandomStream, plan: FoldPlan, part: Part): Part {
  return pick(
    random,
    partsOf(plan).filter((candidate) => candidate !== part),
  );
}

/** An image of a lesion whose images fit. */
function pickImage(
  random: RandomStream,
  plan: FoldPlan,
  fits: (images: readonly FoldAssignment[]) => boolean | undefined,
): FoldAssignment {
  const lesions = [...groupRows(plan.assignments, ({ groupId }) => groupId).values()];
  return pick(random, pick(random, lesions.filter(fits)));
}

/** Moves images of a part to another one. */
function emptyPart(
  random: RandomStream,
  plan: FoldPlan,
  part: Part,
  moves: (row: FoldAssignment) => boolean = () => true,
): void {
  const into = otherPart(random, plan, part);
  for (const row of plan.assignments) if (row.fold === part && moves(row)) row.fold = into;
}

/** Lists an image again, right after itself, with more at the end of its id. @returns the first */
function listTwice(random: RandomStream, plan: FoldPlan, ending: string): FoldAssignment {
  const row = pick(random, plan.assignments);
  const twin = { ...row, imageId: row.imageId + ending };
  plan.assignments.splice(plan.assignments.indexOf(row) + 1, 0, twin);
  return row;
}

function partName(part: Part): string {
  return part === 'sealed' ? 'the sealed part' : `fold ${part}`;
}

interface Rule {
  readonly protocol: 'grouped' | 'dedup';
  /** Needs a plan with repeats. */
  readonly repeats?: true;
  /** Breaks the rule in a sound plan. @returns what the refusal must name */
  apply(plan: FoldPlan, random: RandomStream): readonly string[];
}

const breaks: Readonly<Record<string, Rule>> = {
  'a lesion in two parts': {
    protocol: 'grouped',
    apply(plan, random) {
      const row = pickImage(random, plan, ({ length }) => length > 1);
      row.fold = otherPart(random, plan, row.fold);
      return [`lesion ${row.groupId} crosses `];
    },
  },
  'a sealed image in a fold': {
    protocol: 'grouped',
    apply(plan, random) {
      const row = listTwice(random, plan, '~');
      row.fold = row.fold === 'sealed' ? 0 : 'sealed';
      return [`lesion ${row.groupId} crosses `, 'the sealed part'];
    },
  },
  'a class missing from a part': {
    protocol: 'dedup',
    apply(plan, random) {
      const [label, part] = [pick(random, diagnosisClasses), pick(random, partsOf(plan))];
      emptyPart(random, plan, part, (row) => row.label === label);
      return [`${partName(part)} lacks class ${label}`];
    },
  },
  'an empty part': {
    protocol: 'grouped',
    apply(plan, random) {
      const part = pick(random, partsOf(plan));
      emptyPart(random, plan, part);
      return [`${partName(part)} is empty`];
    },
  },
  'a part that is none': {
    protocol: 'dedup',
    apply(plan, random) {
      pick(random, plan.assignments).fold = plan.options.folds;
      return [`fold ${plan.options.folds} is not a part of this plan`];
    },
  },
  'an image twice': {
    protocol: 'grouped',
    apply(plan, random) {
      const row = listTwice(random, plan, '');
      return [`image ${row.imageId} is listed more than once`];
    },
  },
  'two diagnoses of a lesion': {
    protocol: 'grouped',
    apply(plan, random) {
      const row = pickImage(random, plan, ({ length }) => length > 1);
      row.label = pick(
        random,
        diagnosisClasses.filter((label) => label !== row.label),
      );
      return [`lesion ${row.groupId} has several labels`];
    },
  },
  'images out of order': {
    protocol: 'dedup',
    apply(plan, random) {
      const at = random.integer(plan.assignments.length - 1);
      const [row] = plan.assignments.splice(at, 1);
      if (row) plan.assignments.push(row);
      return ['expected order by image id'];
    },
  },
  'a second image of a lesion where each has one': {
    protocol: 'dedup',
    apply(plan, random) {
      const row = listTwice(random, plan, '~');
      return [`lesion ${row.groupId} has 2 images in a plan of one image each`];
    },
  },
  'a lesion in two folds of a later repeat': {
    protocol: 'grouped',
    repeats: true,
    apply(plan, random) {
      const row = pickImage(random, plan, ([row, other]) => other && row?.fold !== 'sealed');
      const [first = 0, last = 0] = row.repeatFolds ?? [];
      row.repeatFolds = [first, (last + 1) % plan.options.folds];
      return [`repeat 2: lesion ${row.groupId} crosses `];
    },
  },
  'a class missing from a fold of a later repeat': {
    protocol: 'dedup',
    repeats: true,
    apply(plan, random) {
      const label = pick(random, diagnosisClasses);
      for (const row of plan.assignments) {
        const [first = 0, last = 0] = row.repeatFolds ?? [];
        if (row.label === label && first === 1) row.repeatFolds = [0, last];
      }
      return [`repeat 1: fold 1 lacks class ${label}`];
    },
  },
  'an image that a repeat leaves out': {
    protocol: 'grouped',
    repeats: true,
    apply(plan, random) {
      const row = pick(
        random,
        plan.assignments.filter(({ fold }) => fold !== 'sealed'),
      );
      row.repeatFolds = [0];
      return [`image ${row.imageId} has folds of 1 further repeats, expected 2`];
    },
  },
  'a sealed image in a fold of a later repeat': {
    protocol: 'grouped',
    repeats: true,
    apply(plan, random) {
      const row = pick(random, plan.assignments);
      row.fold = 'sealed';
      row.repeatFolds = [0, 0];
      return [`image ${row.imageId} has folds of 2 further repeats, expected 0`];
    },
  },
  'a leak that is not the true one': {
    protocol: 'grouped',
    apply(plan, random) {
      plan.leak.leakedImages += 1 + random.integer(9);
      return ['the stated leak is '];
    },
  },
};

function problemsOf(plan: FoldPlan): string {
  try {
    validateFoldPlan(plan);
  } catch (error) {
    expect(error).toMatchObject({ code: 'FOLD_PLAN_INVALID', kind: { httpStatus: 422 } });
    return (error as { problems: readonly string[] }).problems.join('\n');
  }
  throw new Error('expected a refusal');
}

describe('validateFoldPlan on random plans', () => {
  it.each(Object.entries(breaks))(
    'refuses %s, and names it',
    (name, { protocol, repeats, apply }) => {
      for (let table = 0; table < plansForEachRule; table++) {
        const random = randomStream('rules', name, table);
        const plan = randomPlan(random, protocol, repeats);
        expect(validateFoldPlan(structuredClone(plan))).toEqual(plan);
        const named = apply(plan, random);
        const problems = problemsOf(plan);
        for (const text of named) expect(problems).toContain(text);
      }
    },
  );

  it('takes a plan by image whose lesions cross, as long as it states the leak', () => {
    for (let table = 0; table < plansForEachRule; table++) {
      const plan = randomPlan(randomStream('rules', 'image', table), 'image');
      expect(plan.leak).toEqual(measureLeak(plan.assignments));
      expect(plan.leak.leakedImages).toBeGreaterThan(0);
      plan.leak.leakedImages = 0;
      expect(problemsOf(plan)).toContain('the stated leak is 0 of');
    }
  });
});
