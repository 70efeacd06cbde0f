import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { boxOfMask, diceCoefficient, growMask, resizeMask } from './mask-shape.js';
import { otsuThreshold } from './otsu-threshold.js';
import { paintOver } from './paint-over.js';
import { segmentRegion } from './segment-region.js';

const side = 64;
const draw = (isOn: (x: number, y: number) => boolean, on: number, off: number) =>
  Uint8Array.from({ length: side * side }, (_, at) =>
    isOn(at % side, Math.floor(at / side)) ? on : off,
  );
const disc = (cx: number, cy: number, r: number) => (x: number, y: number) =>
  Math.hypot(x - cx, y - cy) <= r;

/** The threshold with the least variance within both classes, by trying all. */
function threshold(values: Uint8Array): number {
  const spread = (part: number[]) => {
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    return part.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  const all = [...values];
  const costs = Array.from({ length: 255 }, (_, level) => {
    const [below, above] = [all.filter((v) => v <= level), all.filter((v) => v > level)];
    return below.length === 0 || above.length === 0 ? Infinity : spread(below) + spread(above);
  });
  return costs.indexOf(Math.min(...costs));
}

describe('otsuThreshold', () => {
  it('leaves the least variance within the classes, as all thresholds tried one by one', () => {
    const stream = randomStream('otsu');
    for (let trial = 0; trial < 40; trial++) {
      const share = stream.uniform();
      const values = Uint8Array.from({ length: 200 }, () => {
        const mean = stream.uniform() < share ? 70 : 160;
        return Math.min(255, Math.max(0, Math.round(mean + 25 * stream.normal())));
      });
      expect(otsuThreshold(values)).toBe(threshold(values));
    }
  });

  it('finds none in one tone', () => {
    expect(otsuThreshold(new Uint8Array(9).fill(7))).toBeNull();
  });
});

describe('segmentRegion', () => {
  it('takes the dark thing in the middle, not larger dark corners, and fills its holes', () => {
    const lesion = disc(30, 34, 11);
    const isCorner = (x: number, y: number) => Math.hypot(x - 32, y - 32) > 38;
    const isHole = disc(30, 34, 3);
    const grey = draw((x, y) => (lesion(x, y) && !isHole(x, y)) || isCorner(x, y), 60, 190);
    expect(segmentRegion(grey, side)).toEqual(draw(lesion, 255, 0));
  });

  it('finds nothing in one tone', () => {
    expect(segmentRegion(new Uint8Array(side * side).fill(90), side)).toBeNull();
  });
});

describe('masks', () => {
  it('have a box with a margin that ends at the image', () => {
    const mask = draw((x, y) => x >= 2 && x < 22 && y >= 30 && y < 40, 255, 0);
    expect(boxOfMask(mask, side, 0)).toEqual({
      left: 2 / 64,
      top: 30 / 64,
      width: 20 / 64,
      height: 10 / 64,
    });
    expect(boxOfMask(mask, side, 0.2)).toEqual({
      left: 0,
      top: 28 / 64,
      width: 26 / 64,
      height: 14 / 64,
    });
    expect(boxOfMask(new Uint8Array(16), 4, 0.1)).toBeNull();
  });

  it('grow to all sides, and not around the edge', () => {
    const mask = draw((x, y) => x === 63 && y === 10, 255, 0);
    const grown = draw((x, y) => x >= 61 && y >= 8 && y <= 12, 255, 0);
    expect(growMask(mask, side, 2)).toEqual(grown);
  });

  it('keep their shape in another size', () => {
    const mask = draw(disc(32, 32, 20), 255, 0);
    const back = resizeMask(resizeMask(mask, side, 256), 256, side);
    expect(back).toEqual(mask);
  });

  it('overlap by the coefficient of Dice', () => {
    expect(diceCoefficient(Uint8Array.of(255, 255, 0, 0), Uint8Array.of(255, 0, 255, 255))).toBe(
      2 / 5,
    );
    expect(diceCoefficient(new Uint8Array(4), new Uint8Array(4))).toBe(1);
    expect(diceCoefficient(Uint8Array.of(255, 0), Uint8Array.of(0, 255))).toBe(0);
  });
});

describe('paintOver', () => {
  const hidden = draw(disc(30, 30, 14), 255, 0);
  const gradient = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    return 60 + (i % 3) * 20 + (at % side) + Math.floor(at / side);
  });

  it('keeps what is not hidden, and uses nothing of what is', () => {
    const painted = paintOver(gradient, hidden, side);
    const other = gradient.map((value, i) => (hidden[Math.floor(i / 3)] ? 255 - value : value));
    expect(paintOver(other, hidden, side)).toEqual(painted);
    painted?.forEach((value, i) => {
      if (hidden[Math.floor(i / 3)] === 0) expect(value).toBe(gradient[i]);
    });
  });

  it('goes on smoothly from around the hole', () => {
    const painted = paintOver(gradient, hidden, side);
    const off = painted?.map((value, i) => Math.abs(value - (gradient[i] ?? 0))) ?? [];
    expect(Math.max(...off)).toBeGreaterThan(0);
    expect(Math.max(...off)).toBeLessThan(16);
  });

  it('has nothing to paint from where all is hidden', () => {
    expect(paintOver(gradient, new Uint8Array(side * side).fill(255), side)).toBeNull();
  });
});
