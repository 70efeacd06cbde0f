/** Decoded pixels of a mask. */
export interface MaskPixels {
  /** [height, width, channels]: grey, grey and alpha, RGB, or RGB and alpha. */
  readonly data: Uint8Array | Uint16Array;
  readonly channels: number;
  /** The largest value that a sample can have. */
  readonly most: number;
}

/** Compression of a grey photograph may tint it so much. */
const maxTint = 8;

/**
 * Reads a region out of a mask, whatever its two values are: the larger of two greys; of two colours
 * the one that is not black, or not white where none is black; where the transparency differs, what
 * is opaque. Soft edges between dark and bright are kept. A mask of one value is a region where that
 * is the largest there is, and empty where it is 0.
 *
 * @returns uint8 [height, width], 128 and more on the region
 * @throws Error saying what the mask has instead
 */
export function readMaskLevels(pixels: MaskPixels): Uint8Array {
  const { channels } = pixels;
  const hasAlpha = channels === 2 || channels === 4;
  const alpha = hasAlpha ? greysOf(pixels, channels - 1) : null;
  if (!alpha || alpha.values.length < 2) return levelsOfColours(pixels);
  const opaque = levelsOfGreys(alpha, 'degrees of transparency');
  const colours = coloursOf(pixels);
  if (colours.length === 2 && !agree(levelsOfColours(pixels), opaque)) {
    throw new Error('a region by its colours and another by its transparency');
  }
  return opaque;
}

function agree(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) {
    if ((a[i] as number) >= 128 !== (b[i] as number) >= 128) return false;
  }
  return true;
}

function levelsOfColours(pixels: MaskPixels): Uint8Array {
  if (isGrey(pixels)) return levelsOfGreys(greysOf(pixels, 0), 'greys');
  const colours = coloursOf(pixels);
  const [first = 0, second = 0] = colours;
  if (colours.length !== 2) {
    throw new Error(colours.length < 2 ? 'one colour' : 'more than two colours');
  }
  const base = pixels.most + 1;
  const [black, white] = [0, base ** 3 - 1];
  const ground = [black, white].find((colour) => colour === first || colour === second);
  if (ground === undefined) throw new Error('two colours, neither of them black or white');
  const region = first === ground ? second : first;
  const levels = new Uint8Array(countOf(pixels));
  for (let i = 0; i < levels.length; i++) levels[i] = colourAt(pixels, i) === region ? 255 : 0;
  return levels;
}

interface Greys {
  readonly samples: Uint8Array | Uint16Array;
  /** Different values in rising order, three at most. */
  readonly values: readonly number[];
  readonly least: number;
  readonly largest: number;
  readonly most: number;
}

function greysOf({ data, channels, most }: MaskPixels, channel: number): Greys {
  const samples = channels === 1 ? data : new Uint16Array(data.length / channels);
  const occurs = new Uint8Array(most + 1);
  for (let i = 0, at = channel; at < data.length; i++, at += channels) {
    const value = data[at] as number;
    samples[i] = value;
    occurs[value] = 1;
  }
  const [least, largest] = [occurs.indexOf(1), occurs.lastIndexOf(1)];
  const between = occurs.subarray(least + 1, largest).indexOf(1);
  const middle = between === -1 ? [] : [least + 1 + between];
  const values = least === largest ? [least] : [least, ...middle, largest];
  return { samples, values, least, largest, most };
}

function levelsOfGreys({ samples, values, least, largest, most }: Greys, what: string): Uint8Array {
  const levels = new Uint8Array(samples.length);
  if (values.length === 1 && largest === 0) return levels;
  if (values.length === 1 && largest !== most) throw new Error(`the one value ${largest}`);
  if (values.length <= 2) {
    for (let i = 0; i < levels.length; i++) levels[i] = samples[i] === largest ? 255 : 0;
    return levels;
  }
  const half = (most + 1) / 2;
  if (least >= half || largest < half) {
    throw new Error(`more than two ${what}, from ${least} to ${largest}`);
  }
  const shift = most === 255 ? 0 : 8;
  for (let i = 0; i < levels.length; i++) levels[i] = (samples[i] as number) >> shift;
  return levels;
}

function isGrey(pixels: MaskPixels): boolean {
  const { data, channels } = pixels;
  if (channels < 3) return true;
  for (let i = 0; i < data.length; i += channels) {
    const [red, green, blue] = [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
    const tint = Math.max(red, green, blue) - Math.min(red, green, blue);
    if (tint > maxTint) return false;
  }
  return true;
}

/** Different colours, three at most. */
function coloursOf(pixels: MaskPixels): number[] {
  const colours: number[] = [];
  for (let i = 0; i < countOf(pixels) && colours.length < 3; i++) {
    const colour = colourAt(pixels, i);
    if (!colours.includes(colour)) colours.push(colour);
  }
  return colours;
}

function countOf({ data, channels }: MaskPixels): number {
  return data.length / channels;
}

function colourAt({ data, channels, most }: MaskPixels, i: number): number {
  const at = i * channels;
  if (channels < 3) return data[at] ?? 0;
  const base = most + 1;
  return ((data[at] ?? 0) * base + (data[at + 1] ?? 0)) * base + (data[at + 2] ?? 0);
}
