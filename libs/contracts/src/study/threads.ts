import { z } from 'zod';

/**
 * How many threads one operation of TensorFlow is divided among. Each thread sums a part, and sums
 * of other parts round otherwise: another number gives other bits, and sometimes other scores. So it
 * is the study's choice, and not left to the cores or slots of a machine.
 */
export const threadsSchema = z.int().min(1).max(256);

/** As fast as before on two cores with one slot; on more cores, more slots use them. */
export const defaultThreads = 2;

/** Studies of before this was a choice go on with the default. */
export function threadsOf({ threads }: { readonly threads?: number | undefined }): number {
  return threads ?? defaultThreads;
}
