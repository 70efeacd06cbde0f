import { describe, expect, it } from 'vitest';
import { chooseFlavour } from './tensorflow.js';

describe('chooseFlavour', () => {
  it.each(['cpu', 'gpu'] as const)('takes %s from the environment', async (flavour) => {
    expect(await chooseFlavour({ CROSSFOLD_TENSORFLOW: flavour })).toBe(flavour);
  });

  it('refuses another word', async () => {
    await expect(chooseFlavour({ CROSSFOLD_TENSORFLOW: 'cuda' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'expected "cpu" or "gpu" for CROSSFOLD_TENSORFLOW, got "cuda"',
    });
  });
});
