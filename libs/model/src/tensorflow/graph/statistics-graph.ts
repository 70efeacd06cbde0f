import { graphFunction, tf } from '@crossfold/graph/tensorflow';
import type { TrainingBatch } from '../training-session.js';
import { randomKey } from '../training-state.js';
import { computeStatistics } from '../training-step.js';
import type { BatchTrainerOptions } from './batch-trainer.js';
import { passFeeds } from './step-feeds.js';
import { addStatistics } from './step-updates.js';
import { readPass } from './traced-pass.js';

/** Estimates moving statistics anew. */
export interface StatisticsRunner {
  observe(batch: TrainingBatch): void;
}

/** The mean over all batches observed, updated with each of them. */
export function createStatisticsRunner(
  options: BatchTrainerOptions,
  batchesObserved: number,
): StatisticsRunner {
  const { variables, seed, classifier, classTerms } = options;
  let observed = batchesObserved;
  const update = graphFunction(
    (inputs, trace) => {
      const { parameters, stepInputs } = readPass(options, inputs, trace);
      const statistics = computeStatistics(options, parameters, stepInputs);
      tf.dispose([...statistics.values()]);
      addStatistics(trace, statistics);
      return {};
    },
    { variables, name: 'observe', signature: { results: {} } },
  );
  return {
    observe(batch) {
      observed += 1;
      const key = randomKey(seed, observed);
      const call = { batch, randomKey: key, share: 1 / observed, classTerms };
      update.run(passFeeds(call, classifier.imageSizePx));
    },
  };
}
