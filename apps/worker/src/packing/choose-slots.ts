/** What so many slots together train on in a second. */
export interface SlotRate {
  readonly slots: number;
  readonly imagesPerSecond: number;
}

export interface SlotChoice {
  readonly slots: number;
  /** In the order in which they were measured. */
  readonly rates: readonly SlotRate[];
  /** Why no more were measured; null where the next ones gained too little, or there were no more. */
  readonly fault: string | null;
}

/** What the next larger number of slots has to gain, as a share. */
const minGain = 0.1;

/**
 * Measures one number of slots after the other, and takes the last that gains a tenth over the one
 * before it. What does not run, for want of memory above all, counts as no gain.
 *
 * @param candidates from 1 upwards
 */
export async function chooseSlots(
  candidates: readonly number[],
  measure: (slots: number) => Promise<number>,
): Promise<SlotChoice> {
  const rates: SlotRate[] = [];
  let best: SlotRate | null = null;
  for (const slots of candidates) {
    try {
      const imagesPerSecond = await measure(slots);
      rates.push({ slots, imagesPerSecond });
    } catch (thrown) {
      const fault = thrown instanceof Error ? thrown.message : String(thrown);
      return { slots: best?.slots ?? 1, rates, fault };
    }
    const rate = rates.at(-1) as SlotRate;
    if (best && rate.imagesPerSecond < (1 + minGain) * best.imagesPerSecond) break;
    best = rate;
  }
  return { slots: best?.slots ?? 1, rates, fault: null };
}

const maxOnGpu = 4;

/**
 * Numbers of slots that are worth a try: each up to four on a GPU. On cores twice as many each time, up
 * to one for each core.
 *
 * @param cores null for a GPU
 */
export function slotCandidates(cores: number | null): number[] {
  if (cores === null) return Array.from({ length: maxOnGpu }, (_, i) => i + 1);
  const doubled = Array.from({ length: Math.floor(Math.log2(cores)) + 1 }, (_, i) => 2 ** i);
  return [...new Set([...doubled, cores])];
}
