import { variantConfigSchema } from '@crossfold/contracts';
import { buildClassifier, initialiseParameters } from '@crossfold/model';
import { choosePrecision, createSession } from '@crossfold/model/tensorflow';

/** What training steps are measured with. */
export interface StepTask {
  /** A name of the catalogue. */
  readonly backbone: string;
  readonly imageSizePx: number;
  readonly batchSize: number;
}

export interface PreparedSteps {
  /**
   * Trains for so long, and ends the step that it is at; one at least.
   *
   * @param clock in ms
   */
  run(seconds: number, clock?: () => number): { readonly images: number; readonly seconds: number };
  dispose(): void;
}

const classes = 7;
/** The first ones build graphs and touch memory. */
const warmUps = 3;
const learningRate = 1e-4;

/** Training steps of a whole network, in its usual precision, on one batch of grey images in memory. */
export function prepareSteps({ backbone, imageSizePx, batchSize }: StepTask): PreparedSteps {
  const config = variantConfigSchema.parse({ model: { backbone, imageSizePx } });
  const { optimiser, clipNorm, precision } = config.training;
  const classifier = buildClassifier(config.model, classes);
  const session = createSession({
    classifier,
    loss: config.loss,
    optimiser,
    clipNorm,
    emaDecay: null,
    precision: choosePrecision(precision),
    trainable: 'all',
    classWeights: new Float32Array(classes).fill(1),
    seed: 1,
    tensors: initialiseParameters(classifier, 1),
    stepsDone: 0,
  });
  const images = new Uint8Array(batchSize * imageSizePx ** 2 * 3).fill(128);
  const labels = Int32Array.from({ length: batchSize }, (_, i) => i % classes);
  const step = () => session.step({ images, labels, augmentation: null }, learningRate);
  for (let i = 0; i < warmUps; i++) step();
  return {
    run(seconds, clock = () => performance.now()) {
      const startedAt = clock();
      let [steps, taken] = [0, 0];
      while (steps === 0 || taken < seconds) {
        step();
        steps += 1;
        taken = (clock() - startedAt) / 1000;
      }
      return { images: steps * batchSize, seconds: taken };
    },
    dispose() {
      session.dispose();
    },
  };
}
