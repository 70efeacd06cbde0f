import { z } from 'zod';
import { userSchema } from '../access/api-token.js';
import { contentHash } from '../hash.js';
import { nameSchema, sha256Schema } from '../identifiers.js';
import { classNameSchema } from '../dataset/label-scheme.js';
import { firstScheme } from '../dataset/version-1.js';
import { budgetSchema } from './budget.js';
import { foldPlanOptionsSchema, leakSchema } from '../dataset/fold-plan.js';
import { countSplits, listPlaces, splitAt, type Place } from '../dataset/place.js';
import { modelConfigSchema } from '../variant/model.js';
import { variantConfigSchema, type VariantConfig } from '../variant/variant.js';
import { publishedResultSchema } from './published.js';
import { checkpointConfigSchema } from './checkpoint-config.js';
import { componentNames } from './components.js';
import { foreignArmSchema } from './foreign-arm.js';
import { ensembleConfigSchema } from './ensemble-config.js';
import { onOutOfMemorySchema } from './out-of-memory.js';
import { racingConfigSchema } from './racing.js';
import { requirementsSchema } from './requirements.js';
import { seriesSchema } from './series.js';
import { maxParallelSchema } from './sharing.js';
import { stoppingConfigSchema } from './stopping.js';
import { threadsSchema } from './threads.js';

/** Studies of before 1 was refused stay readable. */
const storedConfigSchema = variantConfigSchema.extend({
  model: modelConfigSchema.extend({ dropout: z.number().min(0).max(1) }).prefault({ dropout: 0.5 }),
});

export const variantSchema = z.strictObject({
  name: nameSchema,
  /** For people, of an arm that a design made; left out: the name, or that of what it lacks. */
  title: z.string().optional(),
  role: z.enum(['baseline', 'arm']),
  /** The component that an arm lacks which is the baseline otherwise. */
  removedComponent: z.enum(componentNames).nullable(),
  config: storedConfigSchema,
  /**
   * {@link hashConfig} as it was when the study was compiled: receipts and checkpoints of the study
   * name it. Configurations of two studies are told apart by {@link variantHash}.
   */
  configSha256: sha256Schema,
  /** The variant that an arm is compared with; left out: the baseline. */
  reference: nameSchema.optional(),
  /** The baseline under other seeds; left out: it is not. */
  isNull: z.literal(true).optional(),
});
export type Variant = z.infer<typeof variantSchema>;

export const duplicateSchema = z.strictObject({ name: nameSchema, sameAs: nameSchema });
/** An arm of a design that has the configuration of another variant, which stands for it. */
export type Duplicate = z.infer<typeof duplicateSchema>;

/** @param nullArm name of the null arm that has it, which is trained with other seeds */
export function hashConfig(config: VariantConfig, nullArm?: string): string {
  return contentHash(nullArm === undefined ? config : { config, nullArm });
}

/**
 * The same for two variants that train and are scored alike, of whatever studies. A study of before an option was
 * there, or was written in another way, has a `configSha256` of its own time: this hash is of the
 * configuration as it is read today.
 */
export function variantHash({ name, config, isNull }: Variant): string {
  return hashConfig(config, isNull ? name : undefined);
}

/**
 * The same for two variants whose trials end with the same weights: they differ in how they are scored,
 * if at all.
 */
export function trainingHash({ name, config, isNull }: Variant): string {
  const { evaluation: _, ...trained } = config;
  return contentHash(isNull ? { trained, nullArm: name } : trained);
}

/** Of variants that end with the same weights the first one: the others can take theirs from it. */
export function listTrainedVariants(variants: readonly Variant[]): string[] {
  const byHash = new Map<string, string>();
  for (const variant of variants) {
    const hash = trainingHash(variant);
    if (!byHash.has(hash)) byHash.set(hash, variant.name);
  }
  return [...byHash.values()];
}

/** A study as it runs: all defaults filled, all inputs hashed, frozen before its first trial. */
export const studySchema = z.strictObject({
  schemaVersion: z.literal(4),
  studyId: z.string().min(1).max(100),
  name: nameSchema,
  /** What it is to answer, in the words of its file; left out: the file does not say. */
  question: z.string().optional(),
  submittedAt: z.iso.datetime(),
  dataset: z.strictObject({
    name: nameSchema,
    manifestSha256: sha256Schema,
    /** In the order of the outputs of the networks; left out: those of the first version. */
    classes: z.array(classNameSchema).optional(),
  }),
  foldPlan: z.strictObject({
    sha256: sha256Schema,
    options: foldPlanOptionsSchema,
    leak: leakSchema,
  }),
  /** What of the plan is sealed, whatever share was asked for; not in older studies. */
  sealedPart: z.strictObject({ images: z.int().min(0), planImages: z.int().positive() }).optional(),
  /**
   * By what the ids of its trials name the fold: `split`, its number over all repeats, in studies with
   * repeats of before ids named both. Left out: by repeat and fold.
   */
  trialIds: z.literal('split').optional(),
  seeds: z.array(z.int()).min(1),
  variants: z.array(variantSchema).min(1),
  /** Arms of designs that are not trained: another variant is the same. Left out: none. */
  duplicates: z.array(duplicateSchema).min(1).optional(),
  /** Models made elsewhere that are compared; left out: none. */
  foreignArms: z.array(foreignArmSchema).min(1).optional(),
  calibration: z.enum(['none', 'temperature']).default('none'),
  ensemble: ensembleConfigSchema.nullable(),
  /** Studies of before this was a choice ran with the defaults. */
  checkpoints: checkpointConfigSchema.prefault({}),
  /** Studies whose results are taken for the trials that are the same there; left out: none. */
  reuse: z.array(z.string()).min(1).optional(),
  /** Left out: see {@link threadsOf}. */
  threads: threadsSchema.optional(),
  /** Left out: `fail`. */
  onOutOfMemory: onOutOfMemorySchema.optional(),
  /** Left out: every trial is trained. */
  skipAfterFailures: z.int().positive().nullable().optional(),
  /** Left out: no arm is dropped before its cells are run. */
  racing: racingConfigSchema.optional(),
  /** Left out: every trial trains to its end. */
  stopping: stoppingConfigSchema.optional(),
  /** Differences within ± so many points make no practical difference; left out: 1. */
  marginPoints: z.number().positive().optional(),
  /** Whether reports show published results of HAM10000; left out: where its images are known. */
  published: z.enum(['always', 'never']).optional(),
  /** Results of others to stand beside; left out: none. */
  compareWith: z.array(publishedResultSchema).min(1).optional(),
  /** The user who sent the file; left out: nobody was asked. */
  submittedBy: userSchema.optional(),
  /** Left out: `default`. */
  project: nameSchema.optional(),
  /** Labels of the workers that may train it; left out: any may. */
  requires: requirementsSchema.optional(),
  /** Trials of it that may run at once; left out: as many as its share allows. */
  maxParallel: maxParallelSchema.optional(),
  /** What it may use; left out: as much as it needs. */
  budget: budgetSchema.optional(),
  /** The study whose file was submitted once more. */
  clonedFrom: z.string().optional(),
  /** Of the studies that a file with stages makes; left out: it stands alone. */
  series: seriesSchema.optional(),
  /** What the researcher sent, word for word; of a stage, what the file with the stages comes to. */
  spec: z.unknown(),
});
export type Study = z.infer<typeof studySchema>;

/** The classes that its networks tell apart. */
export function classesOf({ dataset }: Pick<Study, 'dataset'>): readonly string[] {
  return dataset.classes ?? firstScheme.classes;
}

/** One cell of a study: a variant on a fold with a seed. */
export interface TrialCell extends Place {
  readonly trialId: string;
  readonly variant: string;
  readonly seed: number;
}

/** The cells of a study, fold by fold, so that early results compare all variants. */
export function listTrials(study: Study): TrialCell[] {
  const places = listPlaces(study.foldPlan.options);
  return study.seeds.flatMap((seed) =>
    places.flatMap(({ repeat, fold }) =>
      study.variants.map(({ name }) => {
        const cell = { variant: name, repeat, fold, seed };
        return { trialId: nameTrial(study, cell), ...cell };
      }),
    ),
  );
}

/** How many cells {@link listTrials} would list. */
export function countTrials({ foldPlan, seeds, variants }: Study): number {
  return countSplits(foldPlan.options) * seeds.length * variants.length;
}

/**
 * The seed that a cell is trained with. A null arm is paired with the baseline by the seed of its
 * cell and has its inner validation part, as every arm has, but trains with another seed: else it
 * would be the baseline bit by bit.
 */
export function trainingSeed(variant: Variant, cell: TrialCell): number {
  if (!variant.isNull) return cell.seed;
  return parseInt(contentHash(['null arm', variant.name, cell.seed]).slice(0, 8), 16);
}

/** Such as `full.f2.s1`, or `full.r1.f2.s1` in a study with repeats. */
export function nameTrial(
  { foldPlan: { options }, trialIds }: Pick<Study, 'foldPlan' | 'trialIds'>,
  { variant, repeat, fold, seed }: Omit<TrialCell, 'trialId'>,
): string {
  if (options.repeats === undefined || trialIds === 'split') {
    return `${variant}.f${splitAt(options, { repeat, fold })}.s${seed}`;
  }
  return `${variant}.r${repeat}.f${fold}.s${seed}`;
}

/** The variant of a trial, by its id. */
export function variantOfTrial(trialId: string): string {
  return trialId.replace(/(\.r\d+)?\.f\d+\.s\d+$/, '');
}

/** An ensemble by its members: `full × 6 + wide-head × 6`. */
export function nameOfMembers(trialIds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const trialId of trialIds) {
    const variant = variantOfTrial(trialId);
    counts.set(variant, (counts.get(variant) ?? 0) + 1);
  }
  return [...counts].map(([variant, models]) => `${variant} × ${models}`).join(' + ');
}
