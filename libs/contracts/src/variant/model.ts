import { z } from 'zod';
import { sha256Schema, visibleTextSchema } from '../identifiers.js';
import { isWeightsAddress } from './safe-address.js';

export const modelConfigSchema = z.strictObject({
  backbone: z.string().default('resnet50').describe('A name of `crossfold model list`.'),
  imageSizePx: z
    .int()
    .min(16)
    .max(1024)
    .default(224)
    .describe('Side of the square input in pixels (assumed: not published).'),
  pooling: z
    .enum(['gap', 'flatten'])
    .default('gap')
    .describe('Global average pooling of the backbone features, or all of them in one vector.'),
  hiddenUnits: z
    .array(z.int().min(1).max(8192))
    .max(4)
    .default([256, 128])
    .describe('Widths of the fully connected layers before the classifier (assumed widths).'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0.5)
    .describe('Dropout rate in the head, 0 for none (assumed).'),
  batchNormMomentum: z
    .number()
    .min(0)
    .max(0.9999)
    .nullable()
    .default(null)
    .describe("Share of the running statistics kept at each step; null: the architecture's own."),
  weights: z
    .discriminatedUnion('from', [
      z.strictObject({ from: z.literal('random') }),
      z
        .strictObject({ from: z.literal('imagenet') })
        .describe(
          'The published file of the backbone, out of CROSSFOLD_WEIGHTS_DIR of the worker; fetched from Keras where it is missing.',
        ),
      z.strictObject({
        from: z.literal('file'),
        path: visibleTextSchema
          .min(1)
          .max(4096)
          .describe(
            'A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line.',
          ),
        sha256: sha256Schema.optional().describe('Refuse the file if its hash differs.'),
      }),
      z.strictObject({
        from: z.literal('address'),
        address: z
          .string()
          .max(4096)
          .refine(isWeightsAddress, {
            error: 'expected https://HOST/FILE or s3://BUCKET/KEY, without a password',
          })
          .describe('Of such a file: `https://` or `s3://`; each worker fetches it once.'),
        sha256: sha256Schema.describe('Of the file: anything else is refused.'),
      }),
    ])
    .default({ from: 'random' })
    .describe('Where the weights of the backbone come from.'),
});
export type ModelConfig = z.infer<typeof modelConfigSchema>;
