import { typeAttribute, type NodeOutput } from '@crossfold/graph';
import { tf, type CompileContext } from '@crossfold/graph/tensorflow';
import type { TrainingBatch } from '../training-session.js';
import { randomKey, type PassCall } from '../training-state.js';
import { computeStatistics } from '../training-step.js';
import { batchKind, type BatchTrainerOptions } from './batch-trainer.js';
import { recordOnBatch, type StepGraphOptions } from './record-pass.js';
import { passFeeds } from './step-feeds.js';
import { addStatistics } from './step-updates.js';

/** Estimates moving statistics anew. */
export interface StatisticsRunner {
  observe(batch: TrainingBatch): void;
}

/** The mean over all batches observed, updated with each of them. */
export function createStatisticsRunner(
  options: BatchTrainerOptions,
  batchesObserved: number,
): StatisticsRunner {
  const { functions, seed, classifier, classTerms } = options;
  let observed = batchesObserved;
  return {
    observe(batch) {
      observed += 1;
      const key = randomKey(seed, observed);
      const call = { batch, randomKey: key, share: 1 / observed, classTerms };
      const feeds = passFeeds(call, classifier.imageSizePx);
      functions.run(`observe_${batchKind(batch)}`, feeds, (context) =>
        compileStatistics(options, call, context),
      );
    },
  };
}

function compileStatistics(
  options: StepGraphOptions,
  call: PassCall,
  context: CompileContext,
): NodeOutput {
  const { graph, variables } = context;
  const T = typeAttribute('float32');
  return recordOnBatch(options, call, context, ({ uploaded, stepInputs, outputOf }) => {
    const statistics = computeStatistics(options, uploaded, stepInputs);
    tf.dispose([...statistics.values()]);
    const stored = addStatistics(graph, variables, statistics, outputOf);
    return graph.add('Identity', [graph.scalar(0)], { T }, { after: stored });
  });
}
