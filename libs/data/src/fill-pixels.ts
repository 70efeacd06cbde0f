/** Red, green, blue. */
export type PixelColour = readonly [number, number, number];

/**
 * Mean colour of some pixels.
 *
 * @param pixels uint8 [count, 3], RGB
 * @returns null where none is chosen
 */
export function meanColour(
  pixels: Uint8Array,
  isChosen: (at: number) => boolean = () => true,
): PixelColour | null {
  let [red, green, blue, count] = [0, 0, 0, 0];
  for (let at = 0; at < pixels.length / 3; at++) {
    if (!isChosen(at)) continue;
    red += pixels[3 * at] as number;
    green += pixels[3 * at + 1] as number;
    blue += pixels[3 * at + 2] as number;
    count += 1;
  }
  return count === 0 ? null : [red / count, green / count, blue / count];
}

/** A copy with some pixels in one colour. `pixels`: uint8 [count, 3], RGB. */
export function fillPixels(
  pixels: Uint8Array,
  colour: PixelColour,
  isFilled: (at: number) => boolean,
): Uint8Array {
  const filled = pixels.slice();
  const rounded = colour.map(Math.round);
  for (let at = 0; at < pixels.length / 3; at++) if (isFilled(at)) filled.set(rounded, 3 * at);
  return filled;
}
