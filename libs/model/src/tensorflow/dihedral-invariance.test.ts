import { variantConfigSchema } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { buildClassifier } from '../classifier.js';
import { initialiseParameters } from '../weights/initialise.js';
import { createPredictor } from './graph/create-predictor.js';
import { testTimeViews } from './test-time-views.js';

it.each(['tiny', 'convnext-tiny'])(
  'gives all eight symmetric forms of an image the same probabilities: %s',
  (backbone) => {
    const sizePx = 32;
    const config = variantConfigSchema.parse({ model: { backbone, imageSizePx: sizePx } });
    const classifier = buildClassifier(config.model, 7);
    const predictor = createPredictor(classifier, initialiseParameters(classifier, 1));
    const stream = randomStream('symmetric');
    const images = Uint8Array.from({ length: 2 * sizePx * sizePx * 3 }, () => stream.integer(256));
    const forms = testTimeViews(images, sizePx, 'dihedral8');
    const [upright, ...others] = forms.map((form) => predictor.predict(form, 2, 'dihedral8'));
    expect(others).toHaveLength(7);
    for (const other of others) {
      upright?.forEach((p, i) => expect(Math.abs(p - (other[i] ?? NaN))).toBeLessThan(1e-6));
    }
    // Without the views it does see how the image lies: a constant answer would prove nothing.
    const [first, second] = forms.map((form) => predictor.predict(form, 2, 'none'));
    const moved = first?.map((p, i) => Math.abs(p - (second?.[i] ?? NaN))) ?? [];
    expect(Math.max(...moved)).toBeGreaterThan(1e-4);
    predictor.dispose();
  },
);
