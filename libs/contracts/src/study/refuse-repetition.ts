import type { z } from 'zod';

/** What is named twice would train once: a study of fewer trials than was meant. */
export function refuseRepetition(values: readonly unknown[], context: z.RefinementCtx): void {
  const seen = new Set<unknown>();
  for (const value of values) {
    if (seen.has(value)) {
      const message = `expected each once, got ${String(value).slice(0, 60)} twice`;
      context.addIssue({ code: 'custom', message });
      return;
    }
    seen.add(value);
  }
}
