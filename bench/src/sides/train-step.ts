import { readFileSync } from 'node:fs';
import { variantConfigSchema } from '@crossfold/contracts';
import { describeBackend } from '@crossfold/graph/tensorflow';
import { buildClassifier, initialiseParameters } from '@crossfold/model';
import { createSession, type TrainingSession } from '@crossfold/model/tensorflow';
import type { StepTask } from '../benchmarks/train-step.js';
import { answerRequests, secondsOf } from '../harness/answer.js';

const learningRate = 1e-4;
const held: { session?: TrainingSession; next?: () => void } = {};

void answerRequests({
  hello: () => null,
  prepare(task: StepTask) {
    const { backbone, size, batch, pixels, labels, classWeights, precision } = task;
    const config = variantConfigSchema.parse({ model: { backbone, imageSizePx: size } });
    const classifier = buildClassifier(config.model, classWeights.length);
    held.session?.dispose();
    const session = createSession({
      classifier,
      loss: config.loss,
      optimiser: config.training.optimiser,
      clipNorm: config.training.clipNorm,
      emaDecay: null,
      precision,
      trainable: 'all',
      classWeights: Float32Array.from(classWeights),
      seed: 1,
      tensors: initialiseParameters(classifier, 1),
      stepsDone: 0,
    });
    held.session = session;
    const bytes = readFileSync(pixels);
    const imageBytes = size * size * 3;
    held.next = () => {
      const start = (session.stepsDone * batch) % labels.length;
      const images = bytes.subarray(start * imageBytes, (start + batch) * imageBytes);
      const truth = Int32Array.from(labels.slice(start, start + batch));
      session.step({ images, labels: truth, augmentation: null }, learningRate);
    };
    const { tensorflow, tfjs } = describeBackend();
    const node = `Node ${process.versions.node}`;
    return `TensorFlow ${tensorflow} through TensorFlow.js ${tfjs}, ${node}, ${precision}`;
  },
  run({ steps }: { readonly steps: number }) {
    return secondsOf(() => {
      for (let step = 0; step < steps; step++) held.next?.();
    });
  },
});
