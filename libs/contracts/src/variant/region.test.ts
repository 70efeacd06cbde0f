import { expect, it } from 'vitest';
import { regionConfigSchema } from './region.js';

it('reads the part of stored studies and files of before by its name of today', () => {
  const stored = { part: 'lesion-only', masks: 'otsu' };
  expect(regionConfigSchema.parse(stored)).toEqual({ part: 'foreground-only', masks: 'otsu' });
  expect(regionConfigSchema.parse({})).toEqual({ part: 'full', masks: 'given' });
  for (const written of [{ part: 'lesion' }, { lesion: true }, 'full', null])
    expect(regionConfigSchema.safeParse(written).success).toBe(false);
});
