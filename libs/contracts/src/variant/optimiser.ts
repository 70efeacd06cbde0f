import { z } from 'zod';

const decayRateSchema = z.number().min(0).max(0.99999);

const adamShape = {
  beta1: decayRateSchema.default(0.9),
  beta2: decayRateSchema.default(0.999),
  epsilon: z.number().positive().max(1).default(1e-7),
};

/** Optimisers with the formulas and defaults of Keras. */
export const optimiserConfigSchema = z.discriminatedUnion('name', [
  // Optional outside of its default: only so is the union found when no name is given.
  z.strictObject({ name: z.literal('adam').default('adam').optional(), ...adamShape }),
  z.strictObject({
    name: z.literal('adamw'),
    ...adamShape,
    weightDecay: z
      .number()
      .min(0)
      .max(1)
      .default(0.004)
      .describe('Kernels shrink by learning rate × weight decay at each step; all else does not.'),
  }),
  z.strictObject({
    name: z.literal('sgd'),
    momentum: decayRateSchema.default(0.9),
    nesterov: z.boolean().default(false),
  }),
]);
export type OptimiserConfig = z.infer<typeof optimiserConfigSchema>;
