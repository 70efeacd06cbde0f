/** A part of an image, in shares of its sides. */
export interface ImageWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The box of a mask, widened to all sides by a share of its width and height as far as the image goes.
 *
 * @param mask [side, side], 0 outside
 * @returns null for an empty mask
 */
export function boxOfMask(mask: Uint8Array, side: number, margin: number): ImageWindow | null {
  let [left, top, right, bottom] = [side, side, -1, -1];
  mask.forEach((value, at) => {
    if (value === 0) return;
    const [x, y] = [at % side, Math.floor(at / side)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  if (right < 0) return null;
  const [beside, over] = [margin * (right - left + 1), margin * (bottom - top + 1)];
  const [from, to] = [Math.max(0, left - beside), Math.min(side, right + 1 + beside)];
  const [above, below] = [Math.max(0, top - over), Math.min(side, bottom + 1 + over)];
  return {
    left: from / side,
    top: above / side,
    width: (to - from) / side,
    height: (below - above) / side,
  };
}

/** A mask grown by `radius` pixels to all sides and corners. `mask`: [side, side], 0 outside. */
export function growMask(mask: Uint8Array, side: number, radius: number): Uint8Array {
  const alongRows = spread(mask, side, radius, 1);
  return spread(alongRows, side, radius, side);
}

/** `step`: 1 along rows, `side` along columns. */
function spread(mask: Uint8Array, side: number, radius: number, step: number): Uint8Array {
  const grown = new Uint8Array(mask.length);
  mask.forEach((value, at) => {
    if (value === 0) return;
    const place = step === 1 ? at % side : Math.floor(at / side);
    const from = Math.max(-radius, -place);
    const to = Math.min(radius, side - 1 - place);
    for (let offset = from; offset <= to; offset++) grown[at + offset * step] = 255;
  });
  return grown;
}

/** A mask in another size, by nearest neighbours. */
export function resizeMask(mask: Uint8Array, from: number, to: number): Uint8Array {
  const place = (at: number) => Math.floor(((at + 0.5) * from) / to);
  return Uint8Array.from(
    { length: to * to },
    (_, at) => mask[place(Math.floor(at / to)) * from + place(at % to)] as number,
  );
}

/**
 * Overlap of two masks, 2 |A and B| / (|A| + |B|) (Dice 1945); 1 where both are empty. Pixels other
 * than 0 belong to a mask.
 */
export function diceCoefficient(first: Uint8Array, second: Uint8Array): number {
  let [both, sum] = [0, 0];
  for (const [at, value] of first.entries()) {
    const [a, b] = [value > 0, (second[at] ?? 0) > 0];
    if (a && b) both += 1;
    sum += Number(a) + Number(b);
  }
  return sum === 0 ? 1 : (2 * both) / sum;
}
