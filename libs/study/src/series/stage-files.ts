import {
  AppError,
  mergeOverrides,
  parseWith,
  studyFileSchema,
  variantConfigSchema,
  type Stage,
  type StudyFile,
  type VariantConfig,
} from '@crossfold/contracts';

/** A study file with stages, checked but for what each stage compiles to. */
export interface StagedFile {
  readonly file: StudyFile;
  readonly stages: readonly Stage[];
  /** As it was written. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Whether a study file asks for a series of studies. */
export function hasStages(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'stages');
}

/** @throws AppError SPEC_INVALID with all problems of fields and of the order of stages */
export function parseStagedFile(body: Readonly<Record<string, unknown>>): StagedFile {
  const file = parseWith(studyFileSchema, body, 'SPEC_INVALID', 'the study file');
  const stages = file.stages ?? [];
  const problems = [
    ...misplacedFields(body),
    ...stages.flatMap((stage, at) => stageProblems(stages, stage, at)),
  ];
  for (const stage of stages) {
    const name = stageName(file, stage);
    if (name.length > 63) problems.push(`name: expected a shorter one, got ${name} for a stage`);
  }
  if (problems.length > 0) {
    const message = `the study file has ${problems.length} problem(s): ${problems.join('; ')}`;
    throw new AppError('SPEC_INVALID', message, { problems });
  }
  return { file, stages, body };
}

/** These belong to one study; a stage takes results of earlier ones by itself. */
const fieldsOfStages = ['arms', 'reuse'] as const;
type FieldOfStages = (typeof fieldsOfStages)[number];

function misplacedFields(body: Readonly<Record<string, unknown>>): string[] {
  return fieldsOfStages
    .filter((field) => Object.hasOwn(body, field) && !isForAll(field, body))
    .map((field) =>
      field === 'arms'
        ? 'arms: expected them in the stages, got some beside stages'
        : 'reuse: expected auto or none beside stages, which take the results of earlier ones',
    );
}

/** Results may be taken of any study, earlier stages among them. */
function isForAll(field: FieldOfStages, body: Readonly<Record<string, unknown>>): boolean {
  return field === 'reuse' && body[field] === 'auto';
}

function stageProblems(stages: readonly Stage[], { name, baseline }: Stage, at: number): string[] {
  const earlier = stages.slice(0, at).map((stage) => stage.name);
  const problems: string[] = [];
  if (earlier.includes(name)) {
    problems.push(`stages[${at}].name: expected different names, got "${name}" twice`);
  }
  const { winnerOf } = baseline;
  if (winnerOf !== undefined && !earlier.includes(winnerOf)) {
    const known = earlier.length > 0 ? `one of [${earlier.join(', ')}]` : 'none in the first stage';
    problems.push(`stages[${at}].baseline.winnerOf: expected ${known}, got "${winnerOf}"`);
  }
  return problems;
}

/** Of the study of a stage. */
function stageName({ name }: Pick<StudyFile, 'name'>, stage: Pick<Stage, 'name'>): string {
  return `${name}-${stage.name}`;
}

/**
 * The study file that a stage comes to, which stands for itself: it can be cloned as any other.
 *
 * @param winner the configuration that won; null where the stage names none
 * @param reuse studies of earlier stages with trials of this one
 */
export function stageBody(
  { file, stages, body }: StagedFile,
  index: number,
  winner: VariantConfig | null,
  reuse: readonly string[] = [],
): Record<string, unknown> {
  const { stages: _, ensemble, baseline, ...common } = body;
  const stage = stages[index];
  if (!stage) throw new RangeError(`expected a stage of ${file.name}, got number ${index}`);
  const { name, overrides } = stage.baseline;
  const config = mergeOverrides(winner ?? baseline ?? {}, overrides, variantConfigSchema);
  const named = name ?? (winner ? undefined : file.baseline.name);
  const isLast = index === stages.length - 1;
  return {
    ...common,
    name: stageName(file, stage),
    baseline: { ...(config as object), ...(named === undefined ? {} : { name: named }) },
    arms: stage.arms,
    ...(stage.seeds ? { seeds: stage.seeds } : {}),
    // The sealed part is opened once, when nothing is left to choose.
    ...(isLast ? ensemble !== undefined && { ensemble } : { ensemble: null }),
    ...(reuse.length > 0 ? { reuse } : {}),
  };
}
