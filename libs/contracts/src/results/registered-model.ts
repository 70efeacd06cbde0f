import { z } from 'zod';
import { nameSchema, sha256Schema } from '../identifiers.js';

/** What a version of a registered ensemble is for. */
export const modelStages = ['candidate', 'production'] as const;
export type ModelStage = (typeof modelStages)[number];

const registeredVersionSchema = z.strictObject({
  /** From 1. */
  version: z.int().positive(),
  studyId: z.string(),
  /** The very models that predict: another ensemble is another version. */
  members: z.array(z.strictObject({ trialId: z.string(), weightsSha256: sha256Schema })).min(1),
  registeredAt: z.iso.datetime(),
});
export type RegisteredVersion = z.infer<typeof registeredVersionSchema>;

/** A named ensemble in its versions. Nothing that was written is taken away: both lists only grow. */
export const registeredModelSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: nameSchema,
  versions: z.array(registeredVersionSchema).min(1),
  /** The newest last: the last one of a version is its stage. */
  stages: z
    .array(
      z.strictObject({
        version: z.int().positive(),
        stage: z.enum(modelStages),
        at: z.iso.datetime(),
      }),
    )
    .min(1),
});
export type RegisteredModel = z.infer<typeof registeredModelSchema>;

/** The stage that a version is in. */
export function stageOf({ stages }: RegisteredModel, version: number): ModelStage {
  return stages.findLast((entry) => entry.version === version)?.stage ?? 'candidate';
}
