import { expect, it } from 'vitest';
import { cloneSpec } from './clone-spec.js';

const study = { studyId: 's-1', spec: { name: 's', seeds: [1], ensemble: { variant: 'full' } } };

it.each([
  ['that takes the results of the study', { seeds: [1, 2], reuse: ['s-1'] }, null],
  ['that asks for it all the same', { reuse: ['s-1'], ensemble: {} }, { variant: 'full' }],
  ['that asks for another one', { reuse: ['s-1'], ensemble: { variant: 'b' } }, { variant: 'b' }],
  ['that asks for none', { reuse: ['s-1'], ensemble: null }, null],
  ['that takes the results of another one', { reuse: ['s-2'] }, { variant: 'full' }],
  ['that trains anew', { seeds: [3] }, { variant: 'full' }],
  ['without changes', undefined, { variant: 'full' }],
])('decides on the ensemble of a clone %s', (_, changes, ensemble) => {
  expect(cloneSpec(study, changes)).toMatchObject({ name: 's', ensemble });
});

it('leaves to the parser what is no study file', () => {
  expect(cloneSpec(study, [1])).toEqual([1]);
  expect(() => cloneSpec(study, JSON.parse('{"__proto__": {"ensemble": null}}'))).toThrow(
    'the key "__proto__" is refused',
  );
});
