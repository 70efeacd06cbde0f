import { expect, it } from 'vitest';
import { lossNames } from '../variant/loss.js';
import { optimiserTable } from '../variant/optimiser.js';
import { studyJsonSchema } from './study-json-schema.js';

interface Node {
  readonly properties: Record<string, Node>;
  readonly items: Node;
  readonly anyOf: readonly Node[];
  readonly oneOf: readonly Node[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

it('completes the overrides of an arm as the baseline, but needs no key and states no default', () => {
  const { arms, baseline } = (studyJsonSchema() as unknown as Node).properties;
  const overrides = arms?.properties['explicit']?.items.properties['overrides'];
  const parts = Object.keys(baseline?.properties ?? {}).filter((key) => key !== 'name');
  expect(Object.keys(overrides?.properties ?? {})).toEqual(parts);
  const { model, training } = overrides?.properties ?? {};
  expect(model?.additionalProperties).toBe(false);
  expect(model?.properties['dropout']).toEqual({
    type: 'number',
    minimum: 0,
    exclusiveMaximum: 1,
    description: 'Dropout rate in the head, 0 for none (assumed).',
  });
  for (const branch of model?.properties['weights']?.anyOf ?? []) {
    expect(branch.required).toBeUndefined();
  }
  // A list is replaced as a whole: each of its entries has to be complete.
  expect(training?.properties['stages']?.items.required).toContain('learningRate');
});

it('offers for each loss and each optimiser its own options alone, and needs no name of the usual one', () => {
  const { arms, baseline } = (studyJsonSchema() as unknown as Node).properties;
  const overrides = arms?.properties['explicit']?.items.properties['overrides'];
  const optionsOf = (node: Node | undefined) => {
    const branches = [...(node?.oneOf ?? []), ...(node?.anyOf ?? [])];
    return new Map(
      branches.map(({ properties, required = [], additionalProperties }) => [
        properties['name']?.const,
        { options: Object.keys(properties), required, additionalProperties },
      ]),
    );
  };
  const losses = optionsOf(baseline?.properties['loss']);
  expect([...losses.keys()]).toEqual(lossNames);
  for (const [name, { options, required, additionalProperties }] of losses) {
    expect(options).toContain('classWeights');
    expect(options.includes('gamma')).toBe(name === 'focal');
    expect(options.includes('maxMargin')).toBe(name === 'ldam');
    expect(required).toEqual(name === 'focal' ? [] : ['name']);
    expect(additionalProperties).toBe(false);
  }
  const optimisers = optionsOf(baseline?.properties['training']?.properties['optimiser']);
  expect([...optimisers.keys()]).toEqual(Object.keys(optimiserTable));
  expect(optimisers.get('sgd')?.options).toEqual(['name', 'momentum', 'nesterov']);
  expect([...optionsOf(overrides?.properties['loss']).values()].flatMap((b) => b.required)).toEqual(
    [],
  );
});

/** Keys without a description, but for names that choose a branch, which has one. */
function* undescribed(node: Described, path: string): Generator<string> {
  for (const branch of branchesOf(node)) yield* undescribed(branch, path);
  if (node.items) yield* undescribed(node.items, `${path}[]`);
  const { additionalProperties: free } = node;
  if (typeof free === 'object') yield* undescribed(free, `${path}.FIELD`);
  for (const [key, member] of Object.entries(node.properties ?? {})) {
    const isChoice = member.const !== undefined;
    const isTold = [member, ...branchesOf(member)].some(({ description }) => description);
    if (!isTold && !isChoice) yield `${path}.${key}`;
    // Of an arm: those of the baseline.
    if (key !== 'overrides') yield* undescribed(member, `${path}.${key}`);
  }
}

interface Described {
  readonly description?: string;
  readonly const?: unknown;
  readonly items?: Described;
  readonly anyOf?: readonly Described[];
  readonly oneOf?: readonly Described[];
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: Described | boolean;
}

function branchesOf({ anyOf = [], oneOf = [] }: Described): Described[] {
  return [...anyOf, ...oneOf];
}

it('says of each key what it means', () => {
  expect([...undescribed(studyJsonSchema(), '')]).toEqual([]);
});
