import { expect, it } from 'vitest';
import { variantLook } from './variant-look.js';

it('gives the baseline a colour of its own, and no two of 28 arms the same look', () => {
  const arms = Array.from({ length: 28 }, (_, i) => ({ name: `arm-${i}`, role: 'arm' }));
  const variants = [...arms.slice(0, 3), { name: 'full', role: 'baseline' }, ...arms.slice(3)];
  const looks = variants.map(({ name }) => JSON.stringify(variantLook(variants, name)));
  expect(new Set(looks).size).toBe(29);
  expect(variantLook(variants, 'full')).toEqual({ colour: '--variant-0', dash: [] });
  const [first, second, third] = arms.map(({ name }) => variantLook(variants, name).dash);
  expect(new Set([first, second, third].map(String)).size).toBe(3);
  // A further arm at the end changes none of the others.
  const more = [...variants, { name: 'last', role: 'arm' }];
  expect(variantLook(more, 'arm-9')).toEqual(variantLook(variants, 'arm-9'));
});
