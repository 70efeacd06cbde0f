import { assertPlainData, mergeOverrides, studySpecSchema, type Study } from '@crossfold/contracts';

/**
 * The file of a study with changes laid over it. A clone that takes the results of the study grows
 * it: the ensemble would open the sealed part again for nearly the same models, so it has none
 * unless the changes say something of it. What comes out is what is stored.
 *
 * @throws AppError SPEC_INVALID for changes that are no plain data
 */
export function cloneSpec(
  { studyId, spec }: Pick<Study, 'studyId' | 'spec'>,
  changes: unknown,
): unknown {
  assertPlainData(changes, 'SPEC_INVALID', 'the changes');
  const merged = mergeOverrides(spec, changes ?? {}, studySpecSchema);
  if (!isFields(merged) || !isFields(changes) || Object.hasOwn(changes, 'ensemble')) return merged;
  const { reuse } = merged;
  return Array.isArray(reuse) && reuse.includes(studyId) ? { ...merged, ensemble: null } : merged;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
