import {
  AppError,
  components,
  contentHash,
  defaultMaxTrials,
  hashConfig,
  isRefusedKey,
  learnsWeights,
  lacksComponent,
  mergeOverrides,
  nearestWord,
  parseWith,
  plainDataProblems,
  studyLimits,
  studySpecSchema,
  variantConfigSchema,
  type ComponentName,
  type DatasetPointer,
  type EnsembleConfig,
  type FoldPlan,
  type Study,
  type StudySpec,
  type Variant,
  type VariantConfig,
} from '@crossfold/contracts';
import { sealedSize } from '../summary/class-sizes.js';
import { assertSpecSize } from './assert-size.js';
import { createProblemList, type ProblemList } from './problem-list.js';
import { assertClassWeights, assertWeightsNamed } from './assert-weights.js';

/** What a study is compiled from, beside the file that the researcher wrote. */
export interface StudyInputs {
  readonly studyId: string;
  readonly submittedAt: string;
  readonly dataset: DatasetPointer;
  readonly foldPlan: FoldPlan;
  /** The study whose file this is, with changes. */
  readonly clonedFrom?: string;
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
): { readonly spec: StudySpec; readonly variants: Variant[] } {
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
  const variants = compared && checkVariants(compared, rawBaseline(body), problems);
  // Networks are built for a file whose fields, and with them its size, are right.
  if (spec && variants) checkModels(variants, checkModel, problems);
  problems.throwIfAny();
  if (!spec || !variants) throw invalid('expected a study file');
  return { spec, variants };
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

function countVariants({ arms }: Compared): number {
  return 1 + arms.leaveOneOut.length + arms.explicit.length;
}

function checkVariants(
  compared: Compared,
  raw: Record<string, unknown>,
  problems: ProblemList,
): Variant[] {
  const variants = compileVariants(compared, raw, problems);
  problems.gather('', () => {
    assertWeightsNamed(variants);
  });
  problems.gather('', () => {
    assertDistinct(variants);
  });
  problems.gather('', () => {
    assertEnsembleNames(compared);
    // Of an arm that could not be compiled nothing more is known.
    const isWhole = variants.length === countVariants(compared);
    if (compared.ensemble && isWhole) {
      const variant = ensembleVariant(compared);
      assertPartners({ ...compared.ensemble, variant }, variants);
    }
  });
  return variants;
}

/**
 * Checks a split, planned or imported, against what the study asks for.
 *
 * @throws AppError SPEC_INVALID
 */
export function assertSplitFits(
  spec: StudySpec,
  { protocol, testShare }: Pick<FoldPlan['options'], 'protocol' | 'testShare'>,
): void {
  if (protocol === 'image' && !spec.acknowledgeLeakage) {
    throw invalid(
      'protocol: expected acknowledgeLeakage: true with "image", whose folds share groups',
    );
  }
  if (spec.ensemble && testShare === 0) {
    throw invalid('ensemble: expected testShare above 0, or ensemble: null, got testShare 0');
  }
}

const splitFields = ['protocol', 'folds', 'repeats', 'testShare', 'splitSeed'] as const;

/** A plan that is there already has all of these; stated twice, one of them would be ignored. */
function assertNoSplitFields(body: unknown): void {
  const stated = splitFields.filter((field) => Object.hasOwn(body as object, field));
  if (stated.length === 0) return;
  throw invalid(`foldPlan: expected it alone, got ${stated.join(', ')} beside it`);
}

/**
 * The frozen study.
 *
 * @throws AppError SPEC_INVALID for class weights that are not one of each class
 */
export function compileStudy(
  parsed: { readonly spec: StudySpec; readonly variants: Variant[] },
  body: unknown,
  { studyId, submittedAt, dataset, foldPlan, clonedFrom }: StudyInputs,
): Study {
  const { spec, variants } = parsed;
  assertClassWeights(variants, foldPlan.classes);
  const chosen = ensembleVariant(spec);
  return {
    schemaVersion: 1,
    studyId,
    name: spec.name,
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
    calibration: spec.calibration,
    ensemble: spec.ensemble && { ...spec.ensemble, variant: chosen },
    checkpoints: spec.checkpoints,
    ...(spec.reuse.length > 0 && { reuse: spec.reuse }),
    threads: spec.threads,
    onOutOfMemory: spec.onOutOfMemory,
    skipAfterFailures: spec.skipAfterFailures,
    marginPoints: spec.marginPoints,
    ...(clonedFrom === undefined ? {} : { clonedFrom }),
    spec: body,
  };
}

/** The baseline as it was written, without defaults: arms are laid over this. */
function rawBaseline(body: unknown): Record<string, unknown> {
  const { baseline } = body as { baseline?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(baseline ?? {}).filter(([key]) => key !== 'name'));
}

/** @returns those that can be compiled; why the others cannot is gathered */
function compileVariants(
  spec: Compared,
  raw: Record<string, unknown>,
  problems: ProblemList,
): Variant[] {
  const { name, ...config } = spec.baseline;
  const baseline = toVariant(name, 'baseline', null, config);
  const leaveOneOut = spec.arms.leaveOneOut.flatMap(
    (component) => problems.gather('', () => removeComponent(component, raw, baseline)) ?? [],
  );
  const explicit = problems.gather('', () => compileExplicitArms(spec, raw)) ?? [];
  return [baseline, ...leaveOneOut, ...explicit];
}

/** @throws AppError SPEC_INVALID with the problems of all arms at once */
function compileExplicitArms(spec: Compared, raw: Record<string, unknown>): Variant[] {
  const problems: string[] = [];
  const variants = spec.arms.explicit.flatMap(({ name, overrides, null: isNull }, index) => {
    const what = `arms.explicit[${index}].overrides (${name})`;
    try {
      const merged = mergeOverrides(raw, overrides, variantConfigSchema);
      const config = parseWith(variantConfigSchema, merged, 'SPEC_INVALID', what);
      return [isNull ? toNullArm(name, config) : toVariant(name, 'arm', null, config)];
    } catch (error) {
      if (!(error instanceof AppError) || error.problems.length === 0) throw error;
      problems.push(...error.problems.map((problem) => `${what}: ${problem}`));
      return [];
    }
  });
  if (problems.length > 0) throw invalid(...problems);
  return variants;
}

function removeComponent(
  component: ComponentName,
  raw: Record<string, unknown>,
  baseline: Variant,
): Variant {
  const missing = invalid(`arms.leaveOneOut: the baseline has no ${component} to leave out`);
  if (lacksComponent(baseline.config, component)) throw missing;
  const merged = mergeOverrides(raw, components[component].removal, variantConfigSchema);
  const config = parseWith(variantConfigSchema, merged, 'SPEC_INVALID', `arm without ${component}`);
  const variant = toVariant(nameWithout(component), 'arm', component, config);
  if (variant.configSha256 === baseline.configSha256) throw missing;
  return variant;
}

function toVariant(
  name: string,
  role: Variant['role'],
  removedComponent: ComponentName | null,
  config: VariantConfig,
): Variant {
  return { name, role, removedComponent, config, configSha256: hashConfig(config) };
}

/** Its hash names it, so that no result of the baseline, or of another null arm, passes for its own. */
function toNullArm(name: string, config: VariantConfig): Variant {
  return {
    name,
    role: 'arm',
    removedComponent: null,
    config,
    configSha256: hashConfig(config, name),
    isNull: true,
  };
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
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

function ensembleVariant({ ensemble, baseline }: Pick<Compared, 'ensemble' | 'baseline'>): string {
  return ensemble?.variant ?? baseline.name;
}

function assertEnsembleNames(compared: Compared): void {
  const { baseline, arms, ensemble } = compared;
  const names = [
    baseline.name,
    ...arms.leaveOneOut.map(nameWithout),
    ...arms.explicit.map(({ name }) => name),
  ];
  assertVariantNamed('ensemble.variant', ensembleVariant(compared), names);
  for (const partner of ensemble?.partners ?? []) {
    assertVariantNamed('ensemble.partners', partner, names);
  }
}

function nameWithout(component: ComponentName): string {
  return `no-${kebabCase(component)}`;
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
