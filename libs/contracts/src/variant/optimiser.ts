import { z } from 'zod';
import { namedUnion, type OptionRow } from './option-table.js';

const decayRateSchema = z.number().min(0).max(0.99999);

const adamOptions = {
  beta1: decayRateSchema
    .default(0.9)
    .describe('Decay of the mean of the gradients, a step; higher smooths more.'),
  beta2: decayRateSchema
    .default(0.999)
    .describe('Decay of the mean of the squared gradients, a step.'),
  epsilon: z
    .number()
    .positive()
    .max(1)
    .default(1e-7)
    .describe('Added to the root of the squared gradients; larger damps small gradients.'),
};

interface OptimiserRow extends OptionRow {
  /** Names of what is kept for each parameter, of its shape: in memory and in checkpoints. */
  readonly slots: readonly string[];
}

/**
 * What a study file may say of each optimiser, one row each, with the defaults of Keras. Its update:
 * `updateRules` of libs/model.
 */
export const optimiserTable = {
  adam: { title: 'Adam (Kingma and Ba 2015).', slots: ['m', 'v'], options: adamOptions },
  adamw: {
    title: 'Adam with decoupled weight decay (Loshchilov and Hutter 2019).',
    slots: ['m', 'v'],
    options: {
      ...adamOptions,
      weightDecay: z
        .number()
        .min(0)
        .max(1)
        .default(0.004)
        .describe(
          'Kernels shrink by learning rate × weight decay at each step; all else does not.',
        ),
    },
  },
  sgd: {
    title: 'Stochastic gradient descent with momentum.',
    slots: ['velocity'],
    options: {
      momentum: decayRateSchema
        .default(0.9)
        .describe('Share of the last update that the next one keeps; 0 for none.'),
      nesterov: z
        .boolean()
        .default(false)
        .describe('Whether the gradient is taken where the momentum leads (Nesterov).'),
    },
  },
} as const satisfies Record<string, OptimiserRow>;

export type OptimiserName = keyof typeof optimiserTable;

export const optimiserConfigSchema = namedUnion(optimiserTable, 'adam');
export type OptimiserConfig = z.output<typeof optimiserConfigSchema>;
/** What a study file may say of one optimiser, all defaults filled. */
export type OptimiserConfigOf<Name extends OptimiserName> = Extract<
  OptimiserConfig,
  { name: Name }
>;
