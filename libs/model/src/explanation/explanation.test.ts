import { describe, expect, it } from 'vitest';
import { activationMaps, type LayerResponse } from './class-activation-map.js';
import { maskOverlap } from './mask-overlap.js';
import { occlusionMap } from './occlusion.js';
import { rankCorrelation } from './rank-correlation.js';
import { resizeMap } from './resize-map.js';

function layer(activations: number[], gradients: number[]): LayerResponse {
  return {
    height: 1,
    width: 2,
    channels: 2,
    activations: Float32Array.from(activations),
    gradients: Float32Array.from(gradients),
  };
}

describe('activation maps', () => {
  // Two places, two channels: A = [[1, 2], [3, 0]], g = [[2, −1], [0, −3]].
  const response = layer([1, 2, 3, 0], [2, -1, 0, -3]);

  it('weighs channels by their mean gradients: Grad-CAM', () => {
    // α = [1, −2]: 1·1 − 2·2 < 0, 3·1 + 0.
    expect([...activationMaps.gradCam(response).values]).toEqual([0, 3]);
  });

  it('multiplies place by place: HiResCAM', () => {
    expect([...activationMaps.hiResCam(response).values]).toEqual([0, 0]);
    const other = layer([1, 2, 3, 1], [2, -1, 1, -1]);
    expect([...activationMaps.hiResCam(other).values]).toEqual([0, 2]);
  });

  it('weighs positive gradients by their higher orders: Grad-CAM++', () => {
    // Channel 0: ΣA = 4, g = 2: w = 4 / (8 + 4·8) = 0.1, times 2. Channel 1 has none above 0.
    const { values } = activationMaps.gradCamPlusPlus(response);
    expect(values[0]).toBeCloseTo(0.2, 6);
    expect(values[1]).toBeCloseTo(0.6, 6);
  });
});

describe('resizeMap', () => {
  it('is linear between the centres of the places and constant beyond them', () => {
    const map = { height: 1, width: 2, values: Float32Array.of(0, 4) };
    expect([...resizeMap(map, 4).subarray(0, 4)]).toEqual([0, 1, 3, 4]);
  });

  it('keeps a map of the same size', () => {
    const values = Float32Array.from({ length: 9 }, (_, i) => i * i);
    expect([...resizeMap({ height: 3, width: 3, values }, 3)]).toEqual([...values]);
  });
});

describe('maskOverlap', () => {
  const mask = Uint8Array.of(255, 255, 0, 0, 0, 0, 0, 0, 0, 0);

  it('measures energy, area, peak, overlap and quotient', () => {
    const map = Float32Array.of(4, 0, 2, 1, 1, 0, 0, 0, 0, 0);
    const found = maskOverlap(map, mask);
    expect(found).toMatchObject({ energyInside: 0.5, maskShare: 0.2, pointsInside: true });
    // The hottest two of ten pixels are the first and the third.
    expect(found?.iou).toBeCloseTo(1 / 3, 12);
    expect(found?.backgroundQuotient).toBeCloseTo(4 / 8 / (4 / 2), 12);
  });

  it('gives a map that knows nothing the area of the lesion', () => {
    const found = maskOverlap(new Float32Array(10).fill(0.3), mask);
    expect(found?.energyInside).toBeCloseTo(found?.maskShare ?? NaN, 12);
    expect(found?.backgroundQuotient).toBeCloseTo(1, 6);
  });

  it('says nothing of an empty map, or of a lesion of none or all of the image', () => {
    expect(maskOverlap(new Float32Array(10), mask)).toBeNull();
    expect(maskOverlap(new Float32Array(10).fill(1), new Uint8Array(10))).toBeNull();
    expect(maskOverlap(new Float32Array(10).fill(1), new Uint8Array(10).fill(1))).toBeNull();
    const outside = Float32Array.of(0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    expect(maskOverlap(outside, mask)).toMatchObject({
      energyInside: 0,
      pointsInside: false,
      iou: 0,
      backgroundQuotient: null,
    });
  });
});

describe('occlusionMap', () => {
  it('finds the pixel that a model looks at', () => {
    const sizePx = 10;
    const image = new Uint8Array(sizePx * sizePx * 3).fill(100);
    const watched = 3 * (5 * sizePx + 5);
    image[watched] = 200;
    const probabilityOf = (images: Uint8Array, count: number) =>
      Float64Array.from({ length: count }, (_, i) => {
        return (images[i * image.length + watched] ?? NaN) === 200 ? 0.9 : 0.2;
      });
    const options = { sizePx, patchPx: 4, stridePx: 2, fill: [0, 0, 0] as const };
    const { height, width, values } = occlusionMap(image, probabilityOf, options);
    expect([height, width]).toEqual([5, 5]);
    const hottest = values.indexOf(Math.max(...values));
    expect(hottest).toBe(2 * 5 + 2);
    expect(values[hottest]).toBeCloseTo(0.7, 6);
    expect(values[4 * 5]).toBe(0);
  });
});

describe('rankCorrelation', () => {
  it('is 1 for any rising function, −1 for any falling one', () => {
    const x = [3, 1, 4, 1.5, 9, 2.6];
    expect(rankCorrelation(x, x.map(Math.exp))).toBeCloseTo(1, 12);
    expect(
      rankCorrelation(
        x,
        x.map((v) => -(v ** 3)),
      ),
    ).toBeCloseTo(-1, 12);
  });

  it('gives ties their mean rank', () => {
    // Ranks 1 2.5 2.5 4 5 and 2 1 4.5 4.5 3: 3.75 / 9.5.
    expect(rankCorrelation([1, 2, 2, 3, 5], [2, 1, 4, 4, 3])).toBeCloseTo(3.75 / 9.5, 12);
  });

  it('knows no correlation with a constant, and refuses lists of other lengths', () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(() => rankCorrelation([1], [1, 2])).toThrow(RangeError);
  });
});
