import { z } from 'zod';

/** A root seed of counter-based random numbers: 32 bits. */
export const seedSchema = z.int().min(0).max(0xffffffff);
