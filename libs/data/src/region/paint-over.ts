/*
 * Fills a hole from around it by "pull and push" (Gortler et al. 1996, "The Lumigraph"): means of
 * known pixels at ever coarser levels, then unknown ones from the level above, smoothly. A hole in
 * one colour would show its outline, and with it the shape and size of what was there.
 */

interface Level {
  readonly side: number;
  /** [side, side, 3], sums of known pixels by their weight. */
  readonly colours: Float32Array;
  /** [side, side], 1 known … 0 unknown. */
  readonly weights: Float32Array;
}

/**
 * A copy with the hidden pixels painted over from the others.
 *
 * @param pixels uint8 [side, side, 3], RGB
 * @param hidden [side, side], 0 for what stays
 * @returns null where nothing stays to paint from
 */
export function paintOver(pixels: Uint8Array, hidden: Uint8Array, side: number): Uint8Array | null {
  const levels = [finestLevel(pixels, hidden, side)];
  for (let level = levels[0] as Level; level.side > 1;) {
    level = coarser(level);
    levels.push(level);
  }
  const top = levels.at(-1) as Level;
  if (top.weights[0] === 0) return null;
  let filled = top.colours;
  for (let i = levels.length - 2; i >= 0; i--) {
    filled = pushDown(levels[i] as Level, filled, (levels[i + 1] as Level).side);
  }
  const painted = pixels.slice();
  hidden.forEach((value, at) => {
    if (value === 0) return;
    for (let c = 3 * at; c < 3 * at + 3; c++) painted[c] = Math.round(filled[c] as number);
  });
  return painted;
}

function finestLevel(pixels: Uint8Array, hidden: Uint8Array, side: number): Level {
  const weights = Float32Array.from(hidden, (value) => (value === 0 ? 1 : 0));
  return { side, weights, colours: Float32Array.from(pixels) };
}

/** Each pixel from up to four known ones below it. */
function coarser({ side, colours, weights }: Level): Level {
  const half = Math.ceil(side / 2);
  const sums = new Float32Array(half * half * 3);
  const counts = new Float32Array(half * half);
  for (let at = 0; at < side * side; at++) {
    const weight = weights[at] as number;
    if (weight === 0) continue;
    const above = (Math.floor(at / side) >> 1) * half + ((at % side) >> 1);
    counts[above] = (counts[above] as number) + weight;
    for (let c = 0; c < 3; c++) {
      sums[3 * above + c] =
        (sums[3 * above + c] as number) + weight * (colours[3 * at + c] as number);
    }
  }
  counts.forEach((count, at) => {
    for (let c = 3 * at; count > 0 && c < 3 * at + 3; c++) sums[c] = (sums[c] as number) / count;
  });
  return { side: half, colours: sums, weights: counts.map((count) => Math.min(1, count)) };
}

/** Unknown pixels from those of the coarser level, between their middles. */
function pushDown({ side, colours, weights }: Level, coarse: Float32Array, coarseSide: number) {
  return Float32Array.from({ length: side * side * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    if ((weights[at] as number) > 0) return colours[i] as number;
    const [y, x] = [Math.floor(at / side), at % side].map((p) => (p + 0.5) / 2 - 0.5) as [
      number,
      number,
    ];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const read = (row: number, column: number) => {
      const clamp = (place: number) => Math.min(coarseSide - 1, Math.max(0, place));
      return coarse[3 * (clamp(row) * coarseSide + clamp(column)) + (i % 3)] as number;
    };
    const mix = (a: number, b: number, share: number) => a + (b - a) * share;
    const upper = mix(read(top, left), read(top, left + 1), x - left);
    const lower = mix(read(top + 1, left), read(top + 1, left + 1), x - left);
    return mix(upper, lower, y - top);
  });
}
