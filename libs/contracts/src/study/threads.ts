import { z } from 'zod';

/**
 * How many threads one operation of TensorFlow is divided among. Each thread sums a part, and sums
 * of other parts round otherwise: another number gives other bits, and sometimes other scores. So it
 * is the study's choice, and not left to the cores or slots of a machine.
 */
export const threadsSchema = z.int().min(1).max(256);

/** Cores do most with as many trials of one thread as there are cores (decision 0060). */
export const defaultThreads = 1;

/** Of studies from before this was a choice. */
const earlierThreads = 2;

export function threadsOf({ threads }: { readonly threads?: number | undefined }): number {
  return threads ?? earlierThreads;
}
