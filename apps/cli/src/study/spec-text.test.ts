import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { specText } from './spec-text.js';

it('writes what was submitted as a study file, in the order of its documentation', () => {
  const spec = {
    arms: { explicit: [{ overrides: { model: { dropout: 0 } }, name: 'bare' }] },
    baseline: { training: { batchSize: 8 }, model: { hiddenUnits: [4], backbone: 'tiny' } },
    dataset: 'drawn',
    ensemble: null,
    name: 'study',
    seeds: [1, 2],
  };
  const text = specText(spec);
  expect(parse(text)).toEqual(spec);
  const keys = text.split('\n').flatMap((line) => /^(\w+):/.exec(line)?.[1] ?? []);
  expect(keys).toEqual(['name', 'dataset', 'seeds', 'baseline', 'arms', 'ensemble']);
  expect(text.indexOf('backbone')).toBeLessThan(text.indexOf('hiddenUnits'));
  expect(text.indexOf('name: bare')).toBeLessThan(text.indexOf('overrides'));
});
