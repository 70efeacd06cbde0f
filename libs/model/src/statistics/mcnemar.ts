import { incompleteBeta } from './incomplete-beta.js';

/**
 * McNemar's exact test of two classifiers on the same images, two-sided: among the images that only
 * one got right, each is as likely to be it. It takes images as independent; those of one lesion
 * are not, so intervals that resample lesions come first.
 *
 * @param onlyFirst images that only the first got right
 * @param onlySecond images that only the second got right
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const fewer = Math.min(onlyFirst, onlySecond);
  const more = Math.max(onlyFirst, onlySecond);
  // P(X ≤ fewer) of a binomial with chance one half, as an incomplete beta function.
  return more === fewer ? 1 : Math.min(1, 2 * incompleteBeta(0.5, more, fewer + 1));
}
