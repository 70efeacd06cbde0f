import { z } from 'zod';
import { componentNames } from './components.js';
import { foreignPredictionsSchema } from './foreign-arm.js';
import { refuseRepetition } from './refuse-repetition.js';
import { seedSchema } from './seed.js';
import { studyLimits } from './study-limits.js';
import { variantNameSchema } from './variant-name.js';

/*
 * How a study file names its arms: one by one, or by designs that the compiler expands. A design is
 * of named components, which the baseline has and an arm lacks, or of fields of the configuration.
 */

const fieldSchema = z.string().min(1).max(200);

const whenSchema = z
  .record(fieldSchema, z.unknown())
  .describe(
    'The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms.',
  );

const listSchema = z
  .array(z.unknown())
  .min(1)
  .max(studyLimits.variants)
  .describe('The values, one after the other.');

const valuesFields = { values: listSchema, when: whenSchema.optional() };
const valuesSchema = z.strictObject(valuesFields);

const gridSchema = z
  .record(
    fieldSchema,
    z.union([listSchema, valuesSchema], {
      error: 'expected a list of values, or { values: [...], when: { FIELD: VALUE } }',
    }),
  )
  .meta({
    examples: [{ 'training.batchSize': [16, 32], 'loss.name': ['focal', 'crossEntropy'] }],
  });

const factorSchema = z.union(
  [
    z.enum(componentNames),
    z.strictObject({
      field: fieldSchema.describe('Its path, such as `training.batchSize`.'),
      ...valuesFields,
    }),
  ],
  {
    error: `expected one of ${componentNames.join(', ')}, or { field: FIELD, values: [...] }`,
  },
);
export type Factor = z.infer<typeof factorSchema>;

const rangeSchema = z
  .strictObject({
    values: listSchema.optional(),
    min: z.number().optional().describe('Least value that is drawn.'),
    max: z.number().optional().describe('Largest value that is drawn.'),
    scale: z.enum(['linear', 'log']).optional().describe('Of min to max; linear when left out.'),
    integer: z.boolean().optional().describe('Whole numbers from min to max, both included.'),
    when: whenSchema.optional(),
  })
  .superRefine((range, context) => {
    const { values, min, max, scale, integer } = range;
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
    };
    if (values !== undefined) {
      if ([min, max, scale, integer].some((part) => part !== undefined)) {
        refuse('expected values, or min and max, not both');
      }
      return;
    }
    if (min === undefined || max === undefined) return refuse('expected values, or min and max');
    if (min >= max) refuse(`expected min below max, got ${min} and ${max}`);
    if (scale === 'log' && min <= 0) refuse(`expected min above 0 with scale: log, got ${min}`);
    if (integer && !(Number.isInteger(min) && Number.isInteger(max))) {
      refuse(`expected whole numbers for min and max with integer: true, got ${min} and ${max}`);
    }
  });
export type Range = z.infer<typeof rangeSchema>;

const spaceSchema = z.record(
  fieldSchema,
  z.union([listSchema, rangeSchema], {
    error: 'expected a list of values, { values: [...] }, or { min, max, scale, integer }',
  }),
);

/** One explicit arm: the baseline with `overrides` laid over it, a null arm, or a foreign model. */
const armSpecSchema = z
  .strictObject({
    name: variantNameSchema.describe('Of the variant, in trials, tables and figures.'),
    overrides: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('Laid over the baseline: objects by key, all else replaced.'),
    predictions: foreignPredictionsSchema.optional(),
    null: z
      .literal(true)
      .optional()
      .describe(
        'The baseline itself, trained with other seeds: the report says how often such arms are wrongly told apart from it.',
      ),
  })
  .superRefine((arm, context) => {
    const overridden = Object.keys(arm.overrides);
    const isForeign = arm.predictions !== undefined;
    if (isForeign && arm.null) {
      const message = 'expected predictions or null: true, got both; remove one of the two';
      context.addIssue({ code: 'custom', path: ['predictions'], message });
    }
    if (!(arm.null || isForeign) || overridden.length === 0) return;
    const what = isForeign ? 'predictions, which is not trained' : 'null: true';
    const message = `expected no overrides of an arm with ${what}, got ${overridden.join(', ')}; remove one of the two`;
    context.addIssue({ code: 'custom', path: ['overrides'], message });
  });

const componentsSchema = z
  .array(z.enum(componentNames))
  .superRefine(refuseRepetition)
  .meta({ uniqueItems: true });

/** The arms of a study, by whatever designs. */
export const armDesignsSchema = z.strictObject({
  leaveOneOut: componentsSchema
    .default([])
    .describe('One arm for each component: the baseline without it.'),
  addOneIn: componentsSchema
    .refine((names) => names.length !== 1, {
      error: 'expected two components or more, got 1: alone it is the baseline',
    })
    .default([])
    .describe(
      'The arm `none`, the baseline without all of these components, and one arm for each: that with this component alone.',
    ),
  pairwise: z
    .array(factorSchema)
    .max(20)
    .refine((factors) => factors.length !== 1, {
      error: 'expected two components or fields or more, got 1',
    })
    .default([])
    .meta({ uniqueItems: true })
    .describe(
      'Arms for each pair of components and fields: the baseline without both components, or with both fields at each of their values.',
    ),
  fullFactorial: z
    .strictObject({
      factors: z
        .array(factorSchema)
        .min(1)
        .max(20)
        .describe(
          'Components, each with and without, and fields with their values: every combination.',
        ),
    })
    .optional()
    .describe('Every combination of components, with and without, and of values of fields.'),
  grid: gridSchema
    .optional()
    .describe('Fields such as `training.batchSize` with their values: every combination.'),
  random: z
    .strictObject({
      count: z.int().min(1).max(studyLimits.variants).describe('How many arms are drawn.'),
      seed: seedSchema.default(0).describe('Another seed draws other configurations.'),
      space: spaceSchema.describe('Fields, each with `values`, or `min` and `max`.'),
    })
    .optional()
    .describe('So many configurations drawn at random, the same on every machine.'),
  explicit: z.array(armSpecSchema).default([]).describe('Arms that are named one by one.'),
});
export type ArmDesigns = z.infer<typeof armDesignsSchema>;
