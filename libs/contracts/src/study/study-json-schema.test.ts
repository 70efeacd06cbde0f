import { expect, it } from 'vitest';
import { studyJsonSchema } from './study-json-schema.js';

interface Node {
  readonly properties: Record<string, Node>;
  readonly items: Node;
  readonly anyOf: readonly Node[];
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
