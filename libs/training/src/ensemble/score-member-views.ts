import {
  byteObjects,
  type EnsembleConfig,
  type EnsembleViews,
  type Study,
  type TestTimeAugmentation,
} from '@crossfold/contracts';
import { encodeSafetensors, scoreViews } from '@crossfold/model';
import type { ObjectStore } from '@crossfold/storage';
import type { EnsembleMember } from './ensemble-members.js';
import type { Images, MemberVote } from './ensemble-votes.js';

/** A vote, and what the member says with each set of views. */
export interface ViewedVote extends MemberVote {
  /** [images, classes] */
  readonly bySet: ReadonlyMap<TestTimeAugmentation, Float32Array>;
}

interface MemberViews {
  readonly members: readonly EnsembleMember[];
  /** Of the members, in their order. */
  readonly votes: readonly ViewedVote[];
  readonly ensemble: EnsembleConfig;
  readonly images: Images;
  /** The group of each image by its id. */
  readonly groups: ReadonlyMap<string, string>;
}

/**
 * Stores what each member says with each set of views, and scores single members and ensembles of them
 * by it. The objects hold all that the scores are made of, so that they can be made again.
 *
 * @returns null where no sets of views are asked for
 */
export async function scoreMemberViews(
  store: ObjectStore,
  { studyId }: Study,
  { members, votes, ensemble, images, groups }: MemberViews,
): Promise<EnsembleViews | null> {
  const { views, combination } = ensemble;
  if (views.length === 0) return null;
  const { classes, imageIds } = images;
  const shape = [imageIds.length, classes.length];
  const stored: EnsembleViews['members'] = [];
  for (const [i, { receipt, weight }] of members.entries()) {
    const { trialId, seed } = receipt;
    const said = votes[i]?.bySet ?? new Map<TestTimeAugmentation, Float32Array>();
    const tensors = new Map(
      views.map((set) => [set as string, { shape, data: said.get(set) ?? new Float32Array() }]),
    );
    const key = byteObjects.sealedPredictions.key({ studyId, trialId });
    const { sha256 } = await store.put(key, encodeSafetensors({ tensors, metadata: { trialId } }));
    stored.push({ trialId, seed, weight, predictions: { key, sha256 } });
  }
  const viewed = stored.map(({ seed, weight }, i) => ({
    seed,
    weight,
    probabilities: votes[i]?.bySet ?? new Map<TestTimeAugmentation, Float32Array>(),
  }));
  const rows = scoreViews(viewed, views, {
    classes: [...classes],
    imageIds: [...imageIds],
    labels: Array.from(images.labels),
    groups,
    combination,
  });
  return { members: stored, rows };
}
