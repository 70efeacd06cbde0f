export interface Recent<T> {
  /** What was read before, or is read now; what fails is read again the next time. */
  get(key: string, read: () => Promise<T>): Promise<T>;
}

/**
 * Keeps a few things that never change and take long to read.
 *
 * @param most of which the one that was asked for longest ago goes first
 */
export function createRecent<T>(most: number): Recent<T> {
  const kept = new Map<string, Promise<T>>();
  return {
    get(key, read) {
      const value = kept.get(key) ?? read();
      kept.delete(key);
      kept.set(key, value);
      value.catch(() => kept.delete(key));
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return value;
    },
  };
}
