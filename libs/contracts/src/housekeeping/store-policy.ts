import { z } from 'zod';
import { nameSchema } from '../identifiers.js';
import { finalStudyStates } from '../study/states.js';

/** What a rule may remove, and what cannot be done afterwards. */
export const removableThings = {
  weights: 'predict, explain, measure, evaluate or export with these models, or reuse their trials',
  checkpoints: 'go on with these trials where they stopped: a retry begins anew',
  'inner-predictions': 'reuse these trials, or learn the votes of an ensemble anew',
  'member-predictions': 'score members and ensembles in other views again, as verify does',
  'explanation-pictures': 'see the pictures; what was measured on them stays',
  'prediction-images': 'look at the images that were sent to be predicted; the answers stay',
  studies: 'read, verify, compare, reuse or predict with the study: all of it goes',
} as const satisfies Record<string, string>;
export type RemovableThing = keyof typeof removableThings;
export const removalNames = Object.keys(removableThings) as [RemovableThing, ...RemovableThing[]];

/** Models whose weights a rule leaves: those of the ensemble, those of the best variant. */
const keptModels = ['members', 'best'] as const;

const someNames = z.array(z.string().min(1).max(100)).min(1).max(1000);

/** Which studies a rule is about: all of these hold. */
const chosenShape = {
  olderThanDays: z.number().min(0).max(36_500).describe('Since the last trial of the study ended.'),
  states: z.array(z.enum(finalStudyStates)).min(1).optional().describe('How the study ended.'),
  tags: someNames.optional().describe('The study has one of these.'),
  withoutTags: someNames.optional().describe('The study has none of these.'),
  owners: someNames.optional().describe('Of one of these.'),
  datasets: z.array(nameSchema).min(1).optional().describe('On one of these data sets.'),
} as const;

const ruleSchema = z.discriminatedUnion(
  'remove',
  [
    z.strictObject({
      remove: z.literal('weights'),
      except: z
        .array(z.enum(keptModels))
        .default(['members'])
        .describe('Models that stay: of the ensemble, of the best variant.'),
      ...chosenShape,
    }),
    z.strictObject({ remove: z.literal('checkpoints'), ...chosenShape }),
    z.strictObject({ remove: z.literal('inner-predictions'), ...chosenShape }),
    z.strictObject({ remove: z.literal('member-predictions'), ...chosenShape }),
    z.strictObject({ remove: z.literal('explanation-pictures'), ...chosenShape }),
    z.strictObject({ remove: z.literal('prediction-images'), ...chosenShape }),
    z.strictObject({ remove: z.literal('studies'), ...chosenShape }),
  ],
  { error: `expected remove: ${removalNames.join(', ')}` },
);
export type RetentionRule = z.infer<typeof ruleSchema>;

/** What a store keeps: a file that people write. */
export const storePolicySchema = z.strictObject({
  name: nameSchema.describe('By which records of removals name it.'),
  keep: z
    .strictObject({
      tags: someNames.optional().describe('A study with one of these loses nothing.'),
      studies: someNames.optional().describe('Nor does one of these, by id or by name.'),
    })
    .prefault({}),
  rules: z.array(ruleSchema).max(100),
});
export type StorePolicy = z.infer<typeof storePolicySchema>;
