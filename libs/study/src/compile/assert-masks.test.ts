import type { AppError } from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { assertMasks } from './assert-masks.js';
import { parseStudySpec } from './compile-study.js';

function variantsWith(region: object) {
  const explicit = [{ name: 'arm', overrides: { region } }];
  return parseStudySpec({ name: 'study', dataset: 'drawn', arms: { explicit } }, assertTrainable)
    .variants;
}

const images = Array.from({ length: 9 }, (_, i) => ({
  imageId: `image-${i}`,
  maskSha256: i < 2 ? 'f'.repeat(64) : null,
}));

describe('assertMasks', () => {
  it('names the variants and the images that lack a mask', () => {
    const check = () => {
      assertMasks(variantsWith({ part: 'crop' }), images, 'SPEC_INVALID');
    };
    expect(check).toThrow('for arm, got 7 of 9 image(s) without one');
    try {
      check();
    } catch (error) {
      const { problems, remedy } = error as AppError;
      expect(problems[0]).toContain('image-2, image-3, image-4, image-5, image-6, …');
      expect(remedy).toContain('otsu');
    }
  });

  it('lets pass what needs no masks, and what has them all', () => {
    assertMasks(variantsWith({ part: 'crop', masks: 'otsu' }), images, 'SPEC_INVALID');
    assertMasks(variantsWith({ part: 'full', masks: 'otsu' }), images, 'SPEC_INVALID');
    assertMasks(variantsWith({ part: 'crop' }), images.slice(0, 2), 'SPEC_INVALID');
  });
});
