import { variantConfigSchema } from '@crossfold/contracts';
import { tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { backboneNames, catalogue } from '../catalogue/catalogue.js';
import { buildClassifier } from '../classifier.js';
import { activationMaps } from '../explanation/class-activation-map.js';
import { rankCorrelation } from '../explanation/rank-correlation.js';
import { initialiseParameters } from '../weights/initialise.js';
import { createEagerExplainer } from './eager-explainer.js';
import { createPredictor } from './graph/create-predictor.js';
import { createGraphExplainer } from './graph/graph-explainer.js';

const classes = 7;

function setUp(model: Record<string, unknown>, sizePx = 64) {
  const config = variantConfigSchema.parse({
    model: { backbone: 'tiny', imageSizePx: sizePx, hiddenUnits: [16], dropout: 0.2, ...model },
  });
  const classifier = buildClassifier(config.model, classes);
  const stream = randomStream('images', sizePx);
  const images = Uint8Array.from({ length: 3 * sizePx * sizePx * 3 }, () => stream.integer(256));
  return { classifier, tensors: initialiseParameters(classifier, 1), images };
}

/** Largest difference over the largest value. */
function distance(a: Float32Array, b: Float32Array): number {
  const largest = Math.max(...a.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN)))) / largest;
}

const targets = Int32Array.of(0, 3, 6);

describe.each(backboneNames)('the explainer of %s', (backbone) => {
  const { classifier, tensors, images } = setUp({ backbone });
  const layer = catalogue[backbone].featureLayer;

  it('has the same response in the traced graph, and leaks no tensors', () => {
    const before = tf.memory().numTensors;
    const [eager, graph] = [createEagerExplainer, createGraphExplainer].map((create) => {
      const explainer = create(classifier, tensors, layer);
      const batch = explainer.explain(images, targets);
      explainer.dispose();
      return batch;
    });
    expect(tf.memory().numTensors).toBe(before);
    for (const [i, response] of (eager?.responses ?? []).entries()) {
      const found = graph?.responses[i];
      expect(response.activations.some((a) => a > 0)).toBe(true);
      expect(response.gradients.some((g) => g !== 0)).toBe(true);
      expect(distance(response.activations, found?.activations ?? new Float32Array())).toBeLessThan(
        1e-3,
      );
      expect(distance(response.gradients, found?.gradients ?? new Float32Array())).toBeLessThan(
        1e-3,
      );
    }
    const predictor = createPredictor(classifier, tensors);
    const predicted = predictor.predict(images, 3, 'none');
    predictor.dispose();
    expect(distance(predicted, graph?.probabilities ?? new Float32Array())).toBeLessThan(1e-4);
  });
});

describe('class activation maps of a classifier', () => {
  const { classifier, tensors, images } = setUp({});
  const mapsOf = (layer: string, of = { classifier, tensors }) => {
    const explainer = createGraphExplainer(of.classifier, of.tensors, layer);
    const { responses } = explainer.explain(images, targets);
    explainer.dispose();
    return responses;
  };

  it('has the gradient that finite differences of the logit give', () => {
    // The activations enter the head alone, so that the head can be asked without TensorFlow.
    const [response] = mapsOf('block3_out');
    if (!response) throw new Error('no response');
    const { activations, gradients, channels } = response;
    const logit = (values: Float32Array) => {
      const places = values.length / channels;
      const pooled = Array.from({ length: channels }, (_, k) => {
        let sum = 0;
        for (let at = 0; at < places; at++) sum += values[at * channels + k] ?? NaN;
        return sum / places;
      });
      const hidden = dense(pooled, 'head_fc1').map((value) => Math.max(0, value));
      return dense(hidden, 'head_logits')[targets[0] ?? 0] ?? NaN;
    };
    const dense = (x: readonly number[], name: string) => {
      const kernel = tensors.get(`${name}/kernel`)?.data ?? new Float32Array();
      const bias = tensors.get(`${name}/bias`)?.data ?? new Float32Array();
      return Array.from(bias, (b, unit) =>
        x.reduce((sum, value, i) => sum + value * (kernel[i * bias.length + unit] ?? NaN), b),
      );
    };
    for (const at of [5, 200, 777]) {
      const [up, down] = [1e-2, -1e-2].map((step) => {
        const moved = Float32Array.from(activations);
        moved[at] = (moved[at] ?? NaN) + step;
        return logit(moved);
      });
      expect(gradients[at]).toBeCloseTo(((up ?? NaN) - (down ?? NaN)) / 2e-2, 5);
    }
  });

  it('is the same for Grad-CAM and HiResCAM behind global average pooling, not elsewhere', () => {
    for (const response of mapsOf('block3_out')) {
      const [gradCam, hiResCam] = [
        activationMaps.gradCam(response),
        activationMaps.hiResCam(response),
      ];
      expect(distance(gradCam.values, hiResCam.values)).toBeLessThan(1e-5);
    }
    const flat = setUp({ pooling: 'flatten' });
    const elsewhere = [...mapsOf('block3_out', flat), ...mapsOf('block2_1_relu')];
    for (const response of elsewhere) {
      const [gradCam, hiResCam] = [
        activationMaps.gradCam(response),
        activationMaps.hiResCam(response),
      ];
      expect(distance(gradCam.values, hiResCam.values)).toBeGreaterThan(0.1);
    }
  });

  it('changes when the parameters are drawn anew (Adebayo et al. 2018)', () => {
    const other = { classifier, tensors: initialiseParameters(classifier, 2) };
    const [before, after] = [mapsOf('block1_out'), mapsOf('block1_out', other)];
    for (const [name, method] of Object.entries(activationMaps)) {
      const correlations = before.map((response, i) =>
        rankCorrelation(method(response).values, method(after[i] ?? response).values),
      );
      // A map of zeros alone has no ranks.
      const known = correlations.filter((correlation) => correlation !== null);
      expect(known.length, name).toBeGreaterThan(0);
      for (const correlation of known) expect(Math.abs(correlation), name).toBeLessThan(0.7);
    }
  });

  it('explains any layer with a map, inside branches too, and refuses others by name', () => {
    const explained = classifier.backbone.nodes.filter(({ shape }) => shape.length === 3);
    for (const { name, shape } of explained) {
      const [response] = mapsOf(name);
      expect([response?.height, response?.width, response?.channels], name).toEqual([...shape]);
      expect(
        response?.gradients.some((g) => g !== 0),
        name,
      ).toBe(true);
    }
    expect(() => createGraphExplainer(classifier, tensors, 'block9_out')).toThrow(
      'did you mean "block',
    );
    expect(() => createGraphExplainer(classifier, tensors, 'head_logits')).toThrow('feature map');
  });

  it('says the same of an image in any batch', () => {
    const explainer = createGraphExplainer(classifier, tensors, 'block3_out');
    const together = explainer.explain(images, targets);
    const alone = explainer.explain(images.subarray(0, images.length / 3), targets.subarray(0, 1));
    expect(alone.responses[0]?.gradients).toEqual(together.responses[0]?.gradients);
    expect(alone.probabilities).toEqual(together.probabilities.subarray(0, classes));
    expect(() => explainer.explain(images, new Int32Array(9))).toThrow(RangeError);
    explainer.dispose();
  });
});
