import {
  AppError,
  contentHash,
  countSplits,
  defaultMaxTrials,
  defaultProject,
  isRefusedKey,
  learnsWeights,
  listTrainedVariants,
  nearestWord,
  parseWith,
  plainDataProblems,
  studyLimits,
  studySpecSchema,
  type DatasetPointer,
  type Duplicate,
  type EnsembleConfig,
  type FoldPlan,
  type ForeignArm,
  type Series,
  type Study,
  type StudySpec,
  type Variant,
  type VariantConfig,
} from '@crossfold/contracts';
import { compileArms, type CompiledArms } from '../arms/compile-arms.js';
import { countArms } from '../arms/draft-arms.js';
import { sealedSize } from '../summary/class-sizes.js';
import { assertSpecSize } from './assert-size.js';
import { listForeignArms } from './foreign-arms.js';
import { createProblemList, type ProblemList } from './problem-list.js';
import { assertRace, assertStopping } from './assert-race.js';
import { assertClassWeights, assertWeightsNamed } from './assert-weights.js';

/** What a study is compiled from, beside the file that the researcher wrote. */
export interface StudyInputs {
  readonly studyId: string;
  readonly submittedAt: string;
  readonly dataset: Pick<DatasetPointer, 'name' | 'manifestSha256'>;
  readonly foldPlan: FoldPlan;
  /** The study whose file this is, with changes. */
  readonly clonedFrom?: string;
  /** Where it stands in a series of studies. */
  readonly series?: Series;
}

/** A study file, and the variants that it asks for. */
export interface ParsedSpec {
  readonly spec: StudySpec;
  readonly variants: Variant[];
  /** Arms of designs that are left out: another variant is the same. */
  readonly duplicates: readonly Duplicate[];
  /** Models made elsewhere that it names. */
  readonly foreign: readonly ForeignArm[];
}

/**
 * Parses a study file and checks what can be checked without its data. All problems are told at
 * once; where a field is wrong, those of the fields that do not depend on it, too.
 *
 * @param checkModel throws for a network that cannot be built or trained as asked
 * @param maxTrials that a study may have
 * @throws AppError SPEC_INVALID
 */
export function parseStudySpec(
  body: unknown,
  checkModel: (config: VariantConfig) => unknown,
  maxTrials = defaultMaxTrials,
): ParsedSpec {
  const problems = createProblemList();
  const spec = problems.gather('', () =>
    parseWith(studySpecSchema, body, 'SPEC_INVALID', 'the study file'),
  );
  // Nothing is expanded before its size is known.
  if (spec) assertSpecSize(spec, maxTrials);
  if (spec) {
    problems.gather('', () => {
      if (spec.foldPlan === undefined) assertSplitFits(spec, spec);
      else assertNoSplitFields(body);
    });
  }
  const compared = spec ?? parseCompared(body);
  const compiled = compared && checkVariants(compared, rawBaseline(body), problems);
  const foreign = compared && problems.gather('', () => listForeignArms(compared.arms, compiled));
  // Networks are built for a file whose fields, and with them its size, are right.
  if (spec && compiled) checkModels(compiled.variants, checkModel, problems);
  problems.throwIfAny();
  if (!spec || !compiled || !foreign) throw invalid('expected a study file');
  const { variants, duplicates } = compiled;
  return { spec, variants: [...variants], duplicates, foreign };
}

type Compared = Pick<StudySpec, 'baseline' | 'arms' | 'ensemble'>;
const comparedSchema = studySpecSchema.pick({ baseline: true, arms: true, ensemble: true });

/** The parts of a file that is wrong elsewhere; null where they are wrong, too. */
function parseCompared(body: unknown): Compared | null {
  if (typeof body !== 'object' || body === null || plainDataProblems(body).length > 0) return null;
  const parts = Object.keys(comparedSchema.shape).filter((key) => Object.hasOwn(body, key));
  const raw = body as Readonly<Record<string, unknown>>;
  const { data } = comparedSchema.safeParse(
    Object.fromEntries(parts.map((key) => [key, raw[key]])),
  );
  return data && countVariants(data) <= studyLimits.variants ? data : null;
}

function countVariants({ arms, baseline }: Compared): number {
  return 1 + countArms(arms, baseline);
}

function checkVariants(
  compared: Compared,
  raw: Record<string, unknown>,
  problems: ProblemList,
): CompiledArms {
  const { name, ...config } = compared.baseline;
  const compiled = compileArms(compared.arms, { name, config, raw });
  const { variants } = compiled;
  const isWhole = compiled.problems.length === 0;
  problems.gather('', () => {
    if (!isWhole) throw invalid(...compiled.problems);
  });
  problems.gather('', () => {
    assertWeightsNamed(variants);
  });
  problems.gather('', () => {
    assertDistinct(variants);
  });
  problems.gather('', () => {
    assertEnsembleNames(compared, compiled);
    // Of an arm that could not be compiled nothing more is known.
    if (compared.ensemble && isWhole) {
      const variant = ensembleVariant(compared);
      assertPartners({ ...compared.ensemble, variant }, variants);
    }
  });
  return compiled;
}

/**
 * Checks a split, planned or imported, against what the study asks for.
 *
 * @throws AppError SPEC_INVALID
 */
export function assertSplitFits(
  spec: StudySpec,
  { protocol, sealedShare }: Pick<FoldPlan['options'], 'protocol' | 'sealedShare'>,
): void {
  if (protocol === 'image' && !spec.acknowledgeLeakage) {
    throw invalid(
      'protocol: expected acknowledgeLeakage: true with "image", whose folds share groups',
    );
  }
  if (spec.ensemble && sealedShare === 0) {
    throw invalid('ensemble: expected sealedShare above 0, or ensemble: null, got sealedShare 0');
  }
}

const splitFields = ['protocol', 'folds', 'repeats', 'sealedShare', 'splitSeed'] as const;

/** A plan that is there already has all of these; stated twice, one of them would be ignored. */
function assertNoSplitFields(body: unknown): void {
  const stated = splitFields.filter((field) => Object.hasOwn(body as object, field));
  if (stated.length === 0) return;
  throw invalid(`foldPlan: expected it alone, got ${stated.join(', ')} beside it`);
}

/**
 * The frozen study, but for the studies that `reuse: auto` finds.
 *
 * @throws AppError SPEC_INVALID for class weights that are not one of each class, and a race that
 *   could drop nothing
 */
export function compileStudy(
  parsed: ParsedSpec,
  body: unknown,
  { studyId, submittedAt, dataset, foldPlan, clonedFrom, series }: StudyInputs,
): Study {
  const { spec, variants, duplicates, foreign } = parsed;
  assertClassWeights(variants, foldPlan.classes);
  const chosen = ensembleVariant(spec);
  const ensemble = spec.ensemble && { ...spec.ensemble, variant: chosen };
  assertRace(spec, { variants, ensemble }, countSplits(foldPlan.options));
  assertStopping(spec, { variants, ensemble });
  return {
    schemaVersion: 4,
    studyId,
    name: spec.name,
    ...(spec.question !== undefined && { question: spec.question }),
    submittedAt,
    dataset: {
      name: dataset.name,
      manifestSha256: dataset.manifestSha256,
      classes: foldPlan.classes,
    },
    foldPlan: {
      // One that was imported earlier keeps the hash of what is stored.
      sha256: spec.foldPlan ?? contentHash(foldPlan),
      options: foldPlan.options,
      leak: foldPlan.leak,
    },
    sealedPart: sealedSize(foldPlan),
    seeds: spec.seeds,
    variants,
    ...(duplicates.length > 0 && { duplicates: [...duplicates] }),
    ...(foreign.length > 0 && { foreignArms: [...foreign] }),
    calibration: spec.calibration,
    ensemble,
    checkpoints: spec.checkpoints,
    ...(spec.reuse !== 'auto' && spec.reuse.length > 0 && { reuse: spec.reuse }),
    threads: spec.threads,
    onOutOfMemory: spec.onOutOfMemory,
    ...(spec.racing && { racing: spec.racing }),
    ...(spec.stopping && { stopping: spec.stopping }),
    skipAfterFailures: spec.skipAfterFailures,
    marginPoints: spec.marginPoints,
    ...(spec.published !== 'auto' && { published: spec.published }),
    ...(spec.compareWith.length > 0 && { compareWith: spec.compareWith }),
    ...(spec.project !== defaultProject && { project: spec.project }),
    ...(Object.keys(spec.requires).length > 0 && { requires: spec.requires }),
    ...(spec.maxParallel !== null && { maxParallel: spec.maxParallel }),
    ...(spec.budget !== null && { budget: spec.budget }),
    ...(clonedFrom === undefined ? {} : { clonedFrom }),
    ...(series && { series }),
    spec: body,
  };
}

/** The baseline as it was written, without defaults: arms are laid over this. */
function rawBaseline(body: unknown): Record<string, unknown> {
  const { baseline } = body as { baseline?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(baseline ?? {}).filter(([key]) => key !== 'name'));
}

/** A network is built once for all variants that share it: hundreds of arms may differ in the loss. */
function checkModels(
  variants: readonly Variant[],
  checkModel: (config: VariantConfig) => unknown,
  problems: ProblemList,
): void {
  const checked = new Set<string>();
  for (const { config } of variants) {
    const { model, training } = config;
    const key = contentHash([model, training.stages.map(({ trainable }) => trainable)]);
    if (!checked.has(key)) problems.gather('', () => checkModel(config));
    checked.add(key);
  }
}

/** Two names for one configuration would train the same cells twice and compare a thing with itself. */
function assertDistinct(variants: readonly Variant[]): void {
  const names = new Set<string>();
  const nameOf = new Map<string, string>();
  for (const { name, configSha256 } of variants) {
    // Results are kept by the names of variants, too.
    if (isRefusedKey(name)) throw invalid(`arms: expected another name than "${name}"`);
    if (names.has(name)) throw invalid(`arms: expected different names, got "${name}" twice`);
    const earlier = nameOf.get(configSha256);
    if (earlier !== undefined) {
      throw invalid(`arms: "${name}" has the same configuration as "${earlier}"`);
    }
    names.add(name);
    nameOf.set(configSha256, name);
  }
}

/** What an ensemble learns, it learns on inner validation parts that all its variants share. */
function assertPartners(
  { variant, partners, combination }: EnsembleConfig,
  variants: readonly Variant[],
): void {
  const chosen = [variant, ...partners];
  if (new Set(chosen).size < chosen.length) {
    throw invalid(`ensemble.partners: expected other variants than ${variant}, each once`);
  }
  assertOtherModels(chosen, variants);
  if (!learnsWeights(combination)) return;
  if (partners.length === 0) {
    throw invalid(
      `ensemble.combination: expected partners to weigh with ${combination}, got the members of ${variant} alone, no two of which were held out from the same images`,
    );
  }
  const shares = new Set(
    chosen.map(
      (name) => variants.find((found) => found.name === name)?.config.training.validationShare,
    ),
  );
  if (shares.size === 1) return;
  throw invalid(
    `ensemble.partners: expected one training.validationShare with ${combination}, got ${[...shares].join(', ')}`,
  );
}

/** Members see the views of the ensemble: of variants that train alike, the same models would vote twice. */
function assertOtherModels(chosen: readonly string[], variants: readonly Variant[]): void {
  const voting = variants.filter(({ name }) => chosen.includes(name));
  const trained = listTrainedVariants(voting);
  const again = voting.find(({ name }) => !trained.includes(name));
  if (!again) return;
  throw invalid(
    `ensemble.partners: expected variants of other models, got "${again.name}", which differs in its evaluation alone`,
  );
}

function ensembleVariant({ ensemble, baseline }: Pick<Compared, 'ensemble' | 'baseline'>): string {
  return ensemble?.variant ?? baseline.name;
}

function assertEnsembleNames(compared: Compared, { names, duplicates }: CompiledArms): void {
  const voting: readonly (readonly [field: string, name: string])[] = [
    ['ensemble.variant', ensembleVariant(compared)],
    ...(compared.ensemble?.partners ?? []).map((name) => ['ensemble.partners', name] as const),
  ];
  for (const [field, name] of voting) {
    if (names) assertVariantNamed(field, name, names);
    const same = duplicates.find((duplicate) => duplicate.name === name);
    if (!same) continue;
    throw invalid(`${field}: expected ${same.sameAs}, which is the same, got "${name}"`);
  }
}

function assertVariantNamed(field: string, wanted: string, names: readonly string[]): void {
  if (names.includes(wanted)) return;
  const nearest = nearestWord(wanted, names);
  throw invalid(
    `${field}: expected one of [${names.join(', ')}], got "${wanted}"` +
      (nearest ? `; did you mean "${nearest}"?` : ''),
  );
}

function invalid(...problems: string[]): AppError {
  const message = `the study file has ${problems.length} problem(s): ${problems.join('; ')}`;
  return new AppError('SPEC_INVALID', message, { problems });
}
