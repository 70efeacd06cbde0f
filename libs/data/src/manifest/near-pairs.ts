/** A pair of looks by their places, the first the lower. */
export interface NearPair {
  readonly first: number;
  readonly second: number;
  /** Bits in which they differ. */
  readonly distance: number;
}

/** Narrower bands would be alike by chance so often that comparing all pairs is faster. */
const narrowestBand = 7;
const wordBits = 32;

/**
 * All pairs of hashes that differ in at most `maxBits` bits, none left out: of `maxBits + 1` bands
 * of the bits, such a pair has one without a difference, so that only hashes that share a band are
 * compared.
 *
 * @param looks hashes of the same number of 32-bit words
 */
export function* nearPairs(looks: readonly Uint32Array[], maxBits: number): Generator<NearPair> {
  const bits = (looks[0]?.length ?? 0) * wordBits;
  const width = Math.min(wordBits, Math.floor(bits / (maxBits + 1)));
  if (width < narrowestBand) yield* comparedAll(looks, maxBits);
  else yield* comparedByBand(looks, { maxBits, width });
}

function* comparedAll(looks: readonly Uint32Array[], maxBits: number): Generator<NearPair> {
  for (const [first, look] of looks.entries()) {
    for (let second = first + 1; second < looks.length; second++) {
      const distance = differingBits(look, looks[second] as Uint32Array);
      if (distance <= maxBits) yield { first, second, distance };
    }
  }
}

function* comparedByBand(
  looks: readonly Uint32Array[],
  { maxBits, width }: { readonly maxBits: number; readonly width: number },
): Generator<NearPair> {
  for (let band = 0; band <= maxBits; band++) {
    const buckets = new Map<number, number[]>();
    for (const [second, look] of looks.entries()) {
      const key = bandOf(look, band, width);
      const bucket = buckets.get(key) ?? [];
      buckets.set(key, bucket);
      for (const first of bucket) {
        const other = looks[first] as Uint32Array;
        const distance = differingBits(look, other);
        // A pair that shares several bands is told in the first of them.
        if (distance > maxBits || sharesEarlierBand(look, other, { band, width })) continue;
        yield { first, second, distance };
      }
      bucket.push(second);
    }
  }
}

function sharesEarlierBand(
  a: Uint32Array,
  b: Uint32Array,
  { band, width }: { readonly band: number; readonly width: number },
): boolean {
  for (let earlier = 0; earlier < band; earlier++) {
    if (bandOf(a, earlier, width) === bandOf(b, earlier, width)) return true;
  }
  return false;
}

/** At most 32 bits from any place on, which may lie in two words. */
function bandOf(look: Uint32Array, band: number, width: number): number {
  const from = band * width;
  const [word, shift] = [from >>> 5, from & 31];
  const low = (look[word] as number) >>> shift;
  const high = shift === 0 ? 0 : (look[word + 1] ?? 0) << (wordBits - shift);
  const mask = width === wordBits ? 0xffffffff : 2 ** width - 1;
  return ((low | high) & mask) >>> 0;
}

export function differingBits(a: Uint32Array, b: Uint32Array): number {
  let bits = 0;
  for (let i = 0; i < a.length; i++) bits += popCount((a[i] as number) ^ (b[i] as number));
  return bits;
}

/** Ones of a 32-bit word, added up in parallel within the word. */
function popCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
