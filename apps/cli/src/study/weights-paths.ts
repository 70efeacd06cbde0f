import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError, mergeOverrides, type ErrorCode } from '@crossfold/contracts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A study file, or changes to one, with every path of a weights file absolute.
 *
 * @param folder that relative paths begin in
 */
export function resolveWeights(spec: unknown, folder: string): unknown {
  if (!isFields(spec)) return spec;
  const { baseline, arms, stages } = spec;
  return {
    ...spec,
    ...(isFields(baseline) ? { baseline: resolveIn(baseline, folder) } : {}),
    ...(isFields(arms) ? { arms: resolveArms(arms, folder) } : {}),
    ...(Array.isArray(stages)
      ? { stages: stages.map((stage: unknown) => resolveStage(stage, folder)) }
      : {}),
  };
}

function resolveStage(stage: unknown, folder: string): unknown {
  if (!isFields(stage)) return stage;
  const { baseline, arms } = stage;
  return {
    ...stage,
    ...(isFields(baseline) ? { baseline: resolveArm(baseline, folder) } : {}),
    ...(isFields(arms) ? { arms: resolveArms(arms, folder) } : {}),
  };
}

function resolveArms(arms: Fields, folder: string): Fields {
  const { explicit } = arms;
  if (!Array.isArray(explicit)) return arms;
  return { ...arms, explicit: explicit.map((arm: unknown) => resolveArm(arm, folder)) };
}

/**
 * Proves that the weights files of a study are there, for workers of this machine.
 *
 * @throws AppError WEIGHTS_INVALID with every path at which there is no file
 */
export async function assertWeightsThere(spec: unknown): Promise<void> {
  const paths = [...new Set(weightsPaths(spec))];
  const missing: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) missing.push(`${path}: ${found ? 'no regular file' : 'nothing there'}`);
  }
  if (missing.length === 0) return;
  throw new AppError('WEIGHTS_INVALID', `expected ${missing.length} weights file(s) to be there`, {
    problems: missing,
    remedy:
      'Put the file there, or correct model.weights.path, which begins beside the study file.',
  });
}

/**
 * What a server says of a study, and whether its weights files are there, with the problems of both.
 *
 * @throws AppError that of the one that refuses; SPEC_INVALID with all problems where both do
 */
export async function askWithWeights<T>(spec: unknown, ask: () => Promise<T>): Promise<T> {
  const [asked, found] = await Promise.allSettled([ask(), assertWeightsThere(spec)]);
  const [refused, missing] = [asked, found].map(reasonOf);
  if (asked.status === 'fulfilled') {
    if (missing) throw missing;
    return asked.value;
  }
  const areBothOfFile = refused && missing && fileCodes.includes(refused.code);
  if (!areBothOfFile) throw asked.reason;
  const own = refused.problems.length > 0 ? refused.problems : [refused.message];
  const problems = [...own, ...missing.problems.map((problem) => `model.weights.path: ${problem}`)];
  throw new AppError('SPEC_INVALID', `the study file has ${problems.length} problem(s)`, {
    problems,
    remedy: `${refused.remedy} ${missing.remedy}`,
  });
}

const fileCodes: readonly ErrorCode[] = ['SPEC_INVALID', 'NOT_FOUND'];

function reasonOf(result: PromiseSettledResult<unknown>): AppError | null {
  if (result.status === 'fulfilled' || !(result.reason instanceof AppError)) return null;
  return result.reason;
}

/** Whether any variant begins with a weights file. */
export function namesWeights(spec: unknown): boolean {
  return weightsPaths(spec).length > 0;
}

function weightsPaths(spec: unknown): string[] {
  if (!isFields(spec)) return [];
  const { baseline, arms, stages } = spec;
  const ofStages = Array.isArray(stages) ? stages.filter(isFields) : [];
  const explicit = [arms, ...ofStages.map((stage) => stage['arms'])].flatMap(explicitArms);
  const overriding = [...explicit, ...ofStages.map((stage) => stage['baseline'])];
  const overrides = overriding.map((arm) => (isFields(arm) ? arm['overrides'] : null));
  return [baseline, ...overrides].flatMap((config) => pathIn(config) ?? []);
}

function explicitArms(arms: unknown): unknown[] {
  return isFields(arms) && Array.isArray(arms['explicit']) ? arms['explicit'] : [];
}

function resolveArm(arm: unknown, folder: string): unknown {
  if (!isFields(arm) || !isFields(arm['overrides'])) return arm;
  return { ...arm, overrides: resolveIn(arm['overrides'], folder) };
}

function resolveIn(config: Fields, folder: string): unknown {
  const path = pathIn(config);
  if (path === null) return config;
  return mergeOverrides(config, { model: { weights: { path: resolve(folder, path) } } });
}

/** @returns null where the weights are no file */
function pathIn(config: unknown): string | null {
  const model = isFields(config) ? config['model'] : null;
  const weights = isFields(model) ? model['weights'] : null;
  const path = isFields(weights) ? weights['path'] : null;
  return typeof path === 'string' && path !== '' ? path : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
