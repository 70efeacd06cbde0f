import { classesOf, listTrainedVariants, type Study, type Variant } from '@crossfold/contracts';
import { buildClassifier, countMultiplyAdds } from '@crossfold/model';
import { expectedTrainImages } from './part-sizes.js';

/**
 * What trials of a variant compute: multiplications with an addition over the images of the training
 * part, as far as the study alone says it. Good for comparing trials of one study with each other, and of
 * studies on data sets of which it says the size.
 */
export interface TrainingWork {
  readonly epochsAtMost: number;
  /** Of the first epochs of a trial; a fraction of an epoch counts in part. */
  until(epochs: number): number;
}

type Stage = Variant['config']['training']['stages'][number];

/** A step computes the network forward, and then the gradients of its features and of its weights. */
const passes = { forward: 1, step: 3 };

/** What is worked out once of a study that is kept. */
interface Known {
  /** Of each variant. */
  readonly works: Map<string, TrainingWork>;
  /** Of each network, for one image. */
  readonly forward: Map<string, number>;
  /** Variants of which not all trials take weights from another one. */
  readonly trained: ReadonlySet<string>;
}

const known = new WeakMap<Study, Known>();

export function trainingWork(study: Study, variant: Variant): TrainingWork {
  const { works, forward, trained } = knownOf(study);
  const found = works.get(variant.name);
  if (found) return found;
  const model = JSON.stringify(variant.config.model);
  const ofImage = forward.get(model) ?? multiplyAddsOf(study, variant);
  forward.set(model, ofImage);
  const ofPass = ofImage * expectedTrainImages(study, variant);
  const work = overStages(
    trained.has(variant.name) ? variant.config.training.stages : [],
    (stage) => passesOf(stage) * ofPass,
  );
  works.set(variant.name, work);
  return work;
}

function knownOf(study: Study): Known {
  const found = known.get(study) ?? {
    works: new Map(),
    forward: new Map(),
    trained: new Set(listTrainedVariants(study.variants)),
  };
  known.set(study, found);
  return found;
}

function multiplyAddsOf(study: Study, { config }: Variant): number {
  const { backbone, head } = buildClassifier(config.model, classesOf(study).length);
  return countMultiplyAdds(backbone) + countMultiplyAdds(head);
}

function overStages(stages: readonly Stage[], ofEpoch: (stage: Stage) => number): TrainingWork {
  const costs = stages.map(ofEpoch);
  return {
    epochsAtMost: stages.reduce((sum, { epochs }) => sum + epochs, 0),
    until(epochs) {
      let [work, left] = [0, epochs];
      for (const [i, stage] of stages.entries()) {
        work += Math.min(left, stage.epochs) * (costs[i] ?? 0);
        left = Math.max(0, left - stage.epochs);
      }
      return work;
    },
  };
}

/** A backbone that is frozen gets no gradients; of one that is frozen in part, the last blocks cost most. */
function passesOf({ trainable }: Stage): number {
  return trainable === 'head' ? passes.forward : passes.step;
}
