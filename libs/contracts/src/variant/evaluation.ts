import { z } from 'zod';
import { testTimeAugmentationSchema } from './test-time-augmentation.js';

/** How a trained model predicts the images that it was held out from. Training knows nothing of it. */
export const evaluationConfigSchema = z.strictObject({
  testTimeAugmentation: testTimeAugmentationSchema
    .default('none')
    .describe(
      'Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.',
    ),
});
