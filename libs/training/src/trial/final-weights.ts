import type { EvaluatedWeights } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { movesStatistics, selectParameters, type Classifier } from '@crossfold/model';
import { trainingBatches } from './batches.js';
import type { Checkpoint } from './checkpoints.js';
import { openSession, stepsPerEpoch } from './stage-session.js';
import type { TrialProgress, TrialTask } from './trial-task.js';

const averagePrefix = 'swa/';

/** The tensors of a checkpoint with an average of weights beside them, where there is one. */
export function withAverage(tensors: TensorMap, average: TensorMap | null): TensorMap {
  const named = [...(average ?? [])].map(([name, value]) => [averagePrefix + name, value] as const);
  return new Map([...tensors, ...named]);
}

/** The average out of a checkpoint; null where it holds none. */
export function readAverage(classifier: Classifier, tensors: TensorMap): TensorMap | null {
  const own = [...tensors].filter(([name]) => name.startsWith(averagePrefix));
  if (own.length === 0) return null;
  const named = own.map(([name, value]) => [name.slice(averagePrefix.length), value] as const);
  return selectParameters(classifier, new Map(named));
}

/** What the receipt says of the weights; null for those of the best epoch as they were. */
export function describeWeights(
  { config }: TrialTask,
  { averaged, observed }: Checkpoint['state'],
): EvaluatedWeights | null {
  const { swa, reestimateBatchNorm } = config.training;
  if (swa === null && !reestimateBatchNorm) return null;
  return {
    from: averaged > 0 ? 'swa' : 'bestEpoch',
    epochs: Math.max(averaged, 1),
    batchNorm: observed > 0 ? 'reestimated' : 'moving',
  };
}

/**
 * Takes the batch statistics of the weights to evaluate anew, where the configuration asks for it:
 * one pass over the training part, in the order and with the augmentation of one more epoch.
 *
 * @param reached the state after the last stage
 * @param parameters the weights, or where the pass was begun before, those it had come to
 * @returns the state after the pass, whose tensors are the weights; or `reached`
 */
export async function* reestimateStatistics(
  task: TrialTask,
  classifier: Classifier,
  reached: Checkpoint,
  parameters: TensorMap,
): AsyncGenerator<TrialProgress, Checkpoint> {
  const { stages, swa, reestimateBatchNorm, frozenBatchNorm } = task.config.training;
  const stage = stages.length - 1;
  const { trainable } = stages[stage] as (typeof stages)[number];
  const isWanted = swa !== null || reestimateBatchNorm;
  if (!isWanted || !movesStatistics(classifier, { trainable, frozenBatchNorm })) return reached;
  const { observed, history } = reached.state;
  const session = openSession(classifier, task, {
    stage,
    observed,
    tensors: parameters,
    lossScale: reached.state.lossScale,
  });
  const at = (step: number): Checkpoint => ({
    state: { ...reached.state, observed: step },
    tensors: session.read('parameters'),
    predicted: reached.predicted,
  });
  const [epoch, steps] = [history.length, stepsPerEpoch(task)];
  let step = observed;
  try {
    for await (const batch of trainingBatches(task, epoch + 1, observed)) {
      session.observe(batch);
      step += 1;
      yield { type: 'progress', phase: 'validating', epoch, step, steps, imagesPerSecond: null };
      await task.checkpointPolicy.afterPrediction({
        save: () => task.checkpoints.save(at(step)),
        settle: () => task.checkpoints.settle(),
      });
    }
    return at(step);
  } finally {
    session.dispose();
  }
}
