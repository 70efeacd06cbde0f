import { z } from 'zod';

/** How much a study may use, whichever limit is reached first. */
export const budgetSchema = z
  .strictObject({
    maxHours: z
      .number()
      .positive()
      .max(10_000_000)
      .optional()
      .describe('Hours of slots that its trials may take together.'),
    maxCost: z
      .number()
      .positive()
      .max(1e12)
      .optional()
      .describe('What those hours may cost, by the price of the fleet.'),
    deadline: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When it is to end at the latest, such as 2026-12-24T18:00:00Z.'),
  })
  .refine((budget) => Object.keys(budget).length > 0, 'expected maxHours, maxCost or deadline')
  .meta({ minProperties: 1 });
export type Budget = z.infer<typeof budgetSchema>;

/** Why a study was stopped before its plan was complete. */
export const outOfBudgetSchema = z.strictObject({
  limit: z.enum(['maxHours', 'maxCost', 'deadline']),
  message: z.string(),
  at: z.iso.datetime(),
});
export type OutOfBudget = z.infer<typeof outOfBudgetSchema>;
