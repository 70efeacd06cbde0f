import { z } from 'zod';
import { nameSchema, visibleTextSchema } from '../identifiers.js';
import { meetsRequirements, requirementsSchema, type Labels } from '../study/requirements.js';

const time = z.iso.datetime();

/** When a study will have trained what it has left, and what that takes. */
export const studyOutlookSchema = z.strictObject({
  studyId: z.string(),
  name: z.string(),
  /** Those that run too. */
  trialsLeft: z.int(),
  /** When the first of them begins, or now; null where no worker that is connected may train it. */
  startsAt: time.nullable(),
  /**
   * When the last of them ends; null while none of its trials has got far enough to say. The interval is
   * of how long its trials take, not of who else submits something meanwhile.
   */
  endsAt: z.strictObject({ earliest: time, expected: time, latest: time }).nullable(),
  /** Hours of slots that its trials take together. */
  slotHoursLeft: z.number().nullable(),
  /** Of those hours, by the prices of the slots that they are on; null where one of these has none. */
  cost: z.number().nullable(),
  /** Trials that have ended by which the least known of its variants is judged; 0: by some that run. */
  basedOnTrials: z.int(),
});
export type StudyOutlook = z.infer<typeof studyOutlookSchema>;

export const fleetForecastSchema = z.strictObject({
  at: time,
  /** Those that have trials left, in the order in which they come. */
  studies: z.array(studyOutlookSchema),
});
export type FleetForecast = z.infer<typeof fleetForecastSchema>;

const priceSchema = z.number().positive().max(1e9);

const weightSchema = z.number().positive().max(1000);

/** How the fleet is shared, and what it costs. What is left out is as it was at first. */
export const fleetTermsSchema = z.strictObject({
  /** Shares of projects, relative to each other; 1 where none is given. */
  projects: z.record(nameSchema, weightSchema).default({}),
  /** Shares of users within a project, relative to each other; 1 where none is given. */
  users: z.record(visibleTextSchema.min(1).max(100), weightSchema).default({}),
  /** What a slot costs in an hour; null where that is nobody's concern. */
  pricePerSlotHour: priceSchema.nullable().default(null),
  /**
   * What it costs on workers whose labels meet these, as they would meet what a study requires; the first
   * that fits holds, and where none does `pricePerSlotHour`.
   */
  prices: z
    .array(z.strictObject({ labels: requirementsSchema, perSlotHour: priceSchema }))
    .max(100)
    .default([]),
  /** Of these prices, such as EUR. */
  currency: visibleTextSchema.min(1).max(10).nullable().default(null),
});
export type FleetTerms = z.infer<typeof fleetTermsSchema>;

export const fleetPolicySchema = z.strictObject({
  schemaVersion: z.literal(1),
  ...fleetTermsSchema.shape,
  /** Null where nobody has written any. */
  updatedAt: time.nullable(),
});
export type FleetPolicy = z.infer<typeof fleetPolicySchema>;

/** Of a fleet of which nobody has said anything: all alike, and no price. */
export const firstFleetPolicy: FleetPolicy = {
  schemaVersion: 1,
  projects: {},
  users: {},
  pricePerSlotHour: null,
  prices: [],
  currency: null,
  updatedAt: null,
};

/** What a slot costs in an hour on workers with these labels; null where nobody has said. */
export function priceFor(
  { prices, pricePerSlotHour }: Pick<FleetTerms, 'prices' | 'pricePerSlotHour'>,
  labels: Labels,
): number | null {
  const own = prices.find((price) => meetsRequirements(labels, price.labels));
  return own?.perSlotHour ?? pricePerSlotHour;
}
