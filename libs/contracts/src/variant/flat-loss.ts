/*
 * Until November 2026 every loss had the options of all losses, under names that said whose they
 * were. Those of others than the one that was named had no effect.
 */

/** Earlier names of options: whose they are, and what they are called now. */
const earlierOptions: Readonly<Record<string, { loss: string; option: string }>> = {
  focalGamma: { loss: 'focal', option: 'gamma' },
  ldamMaxMargin: { loss: 'ldam', option: 'maxMargin' },
};

/** LDAM took these as 0, for none, and no other way. */
const zeroForLdam = ['labelSmoothing', 'logitAdjustment'];

/**
 * The options of a loss as they are written now, out of a study file or a record of any age. What is
 * neither old nor valid stays as it is, for the schema to name.
 */
export function readFlatLoss(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const name = fields['name'] ?? 'focal';
  const entries = Object.entries(fields).flatMap(([key, option]): [string, unknown][] => {
    if (name === 'ldam' && option === 0 && zeroForLdam.includes(key)) return [];
    const earlier = Object.hasOwn(earlierOptions, key) ? earlierOptions[key] : undefined;
    // Of both names the schema refuses the earlier one: nobody could tell which is meant.
    if (!earlier || Object.hasOwn(fields, earlier.option)) return [[key, option]];
    if (earlier.loss === name) return [[earlier.option, option]];
    return typeof option === 'number' ? [] : [[key, option]];
  });
  return Object.fromEntries(entries);
}
