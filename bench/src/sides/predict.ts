import { readFileSync } from 'node:fs';
import { variantConfigSchema } from '@crossfold/contracts';
import { describeBackend } from '@crossfold/graph/tensorflow';
import { buildClassifier, initialiseParameters } from '@crossfold/model';
import { createPredictor, type Predictor } from '@crossfold/model/tensorflow';
import type { PredictTask } from '../benchmarks/predict.js';
import { answerRequests, secondsOf } from '../harness/answer.js';

const held: { predictors: Predictor[]; task?: PredictTask; pixels?: Uint8Array } = {
  predictors: [],
};

void answerRequests({
  prepare(task: PredictTask) {
    const { backbone, size, classes, members, pixels } = task;
    const { model } = variantConfigSchema.parse({ model: { backbone, imageSizePx: size } });
    const classifier = buildClassifier(model, classes);
    const seeds = Array.from({ length: members }, (_, member) => member);
    held.task = task;
    held.pixels = readFileSync(pixels);
    held.predictors = seeds.map((seed) =>
      createPredictor(classifier, initialiseParameters(classifier, seed)),
    );
    return `TensorFlow ${describeBackend().tensorflow}`;
  },
  run({ member }: { readonly member: number }) {
    const { task, pixels, predictors } = held as { task: PredictTask } & Required<typeof held>;
    const imageBytes = task.size * task.size * 3;
    return secondsOf(() => {
      for (let start = 0; start < task.images; start += task.batch) {
        const count = Math.min(task.batch, task.images - start);
        const part = pixels.subarray(start * imageBytes, (start + count) * imageBytes);
        predictors[member]?.predict(part, count, 'dihedral8');
      }
    });
  },
});
