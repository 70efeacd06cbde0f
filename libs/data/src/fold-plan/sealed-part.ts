import { contentHash, type FoldPlan } from '@crossfold/contracts';

/** Image ids of the sealed part, in the order of the plan; none when nothing is sealed. */
export function sealedImages({ assignments }: Pick<FoldPlan, 'assignments'>): string[] {
  return assignments.filter(({ fold }) => fold === 'sealed').map(({ imageId }) => imageId);
}

/** The sealed part by its images: two plans that seal the same images seal the same part. */
export function sealedPartSha256(plan: Pick<FoldPlan, 'assignments'>): string {
  return contentHash(sealedImages(plan).sort());
}
