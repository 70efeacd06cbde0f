import type { FoldPlan, PublishedBeside, Study } from '@crossfold/contracts';
import { ham10000Published, isHam10000 } from '@crossfold/data';

/**
 * Published results that a report shows beside its own: those that the study file names, and those of
 * HAM10000 where its images are known to be of it, or where the file asks for them all the same.
 */
export function publishedBeside(
  { published, compareWith = [] }: Pick<Study, 'published' | 'compareWith'>,
  plan: Pick<FoldPlan, 'assignments'>,
): PublishedBeside | null {
  const isKnown = isHam10000(plan);
  const isShown = published === 'always' || (isKnown && published !== 'never');
  if (!isShown && compareWith.length === 0) return null;
  const known = isShown ? ham10000Published() : null;
  return {
    caveat:
      isShown && !isKnown
        ? 'Drawn or other images: none of the scores of this study is one of HAM10000, and no difference from a published one means anything.'
        : null,
    results: [...compareWith, ...(known?.results ?? [])],
    reproduced: known?.reproduced ?? null,
  };
}
