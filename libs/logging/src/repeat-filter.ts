export interface RepeatFilter {
  /**
   * Whether to tell it now, and how often it was held back since it was told last; null to hold it
   * back.
   */
  admit(key: string): { readonly heldBack: number } | null;
}

const defaultQuietMs = 60_000;
/** Keys that are remembered: what varies in each line must not fill the memory. */
const rememberedKeys = 1000;

/**
 * Holds back what was told within the last minute: a fault that lasts may come thousands of times a
 * second, and says the same each time.
 */
export function createRepeatFilter(
  quietMs = defaultQuietMs,
  now: () => number = () => performance.now(),
): RepeatFilter {
  const told = new Map<string, { readonly at: number; heldBack: number }>();
  return {
    admit(key) {
      const last = told.get(key);
      if (last && now() - last.at < quietMs) {
        last.heldBack += 1;
        return null;
      }
      told.delete(key);
      told.set(key, { at: now(), heldBack: 0 });
      const [oldest] = told.keys();
      if (told.size > rememberedKeys && oldest !== undefined) told.delete(oldest);
      return { heldBack: last?.heldBack ?? 0 };
    },
  };
}
