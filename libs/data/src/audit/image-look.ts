/** Of the square picture that a look is made of: whole pixels for either grid. */
export const lookSidePx = 288;

const hashSide = 8;
const gridSide = hashSide + 1;
const pictureSide = 32;

/** How an image looks, in little. */
export interface ImageLook {
  /**
   * Difference hashes along rows and down columns of 9×9 means of grey, 64 bits each, of the image
   * as it is and then of its seven mirrored and turned forms: [8][4 words].
   */
  readonly hashes: readonly Uint32Array[];
  /** 32×32 means of grey, by which a pair with like hashes is confirmed. */
  readonly picture: Float32Array;
}

/** @param pixels grey, 288×288 */
export function lookOfPixels(pixels: Uint8Array): ImageLook {
  const grid = blockMeans(pixels, gridSide);
  return {
    hashes: turns.map((turn) => differenceHash(turned(grid, gridSide, turn))),
    picture: blockMeans(pixels, pictureSide),
  };
}

function blockMeans(pixels: Uint8Array, side: number): Float32Array {
  const block = lookSidePx / side;
  const sums = new Float64Array(side * side);
  for (let y = 0; y < lookSidePx; y++) {
    const row = Math.floor(y / block) * side;
    for (let x = 0; x < lookSidePx; x++) {
      const at = row + Math.floor(x / block);
      sums[at] = (sums[at] as number) + (pixels[y * lookSidePx + x] as number);
    }
  }
  return Float32Array.from(sums, (sum) => sum / block ** 2);
}

function differenceHash(grid: Float32Array): Uint32Array {
  const words = new Uint32Array(4);
  for (let y = 0; y < hashSide; y++) {
    for (let x = 0; x < hashSide; x++) {
      const bit = y * hashSide + x;
      const at = y * gridSide + x;
      const here = grid[at] as number;
      if (here < (grid[at + 1] as number)) setBit(words, bit);
      if (here < (grid[at + gridSide] as number)) setBit(words, hashSide ** 2 + bit);
    }
  }
  return words;
}

function setBit(words: Uint32Array, bit: number): void {
  words[bit >> 5] = ((words[bit >> 5] as number) | (1 << (bit & 31))) >>> 0;
}

/** Where the value at (x, y) of a mirrored or turned square comes from; the first leaves it as it is. */
type Turn = (x: number, y: number, last: number) => readonly [x: number, y: number];

const turns: readonly Turn[] = [
  (x, y) => [x, y],
  (x, y, last) => [last - x, y],
  (x, y, last) => [x, last - y],
  (x, y, last) => [last - x, last - y],
  (x, y) => [y, x],
  (x, y, last) => [last - y, x],
  (x, y, last) => [y, last - x],
  (x, y, last) => [last - y, last - x],
];

function turned(values: Float32Array, side: number, turn: Turn): Float32Array {
  const answer = new Float32Array(values.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [fromX, fromY] = turn(x, y, side - 1);
      answer[y * side + x] = values[fromY * side + fromX] as number;
    }
  }
  return answer;
}

/**
 * Pearson correlation of the pictures of two looks, in [−1, 1]: brightness and contrast count for
 * nothing. Of a picture without any contrast it is 0.
 *
 * @param form of the second, as its hashes are numbered
 */
export function likenessOf(a: ImageLook, b: ImageLook, form: number): number {
  const [own, other] = [a.picture, turned(b.picture, pictureSide, turns[form] as Turn)];
  const [ownMean, otherMean] = [meanOf(own), meanOf(other)];
  let [products, ownSquares, otherSquares] = [0, 0, 0];
  own.forEach((value, i) => {
    const [u, v] = [value - ownMean, (other[i] as number) - otherMean];
    products += u * v;
    ownSquares += u * u;
    otherSquares += v * v;
  });
  const size = Math.sqrt(ownSquares * otherSquares);
  return size === 0 ? 0 : products / size;
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
