import { mergeOverrides, studyFileSchema } from '@crossfold/contracts';
import { parseYaml } from '../input/parse-yaml.js';

/* Changes to a study file that are given as options: `--set PATH=VALUE`. */

/** All changes as one. @throws AppError SPEC_INVALID for a value that is no YAML */
export function parseChanges(changes: readonly string[]): unknown {
  return changes
    .map(parseChange)
    .reduce<unknown>((merged, change) => mergeOverrides(merged, change), {});
}

/** A study file with changes laid over it. */
export function withChanges(spec: unknown, changes: readonly string[]): unknown {
  return changes.length === 0 ? spec : mergeOverrides(spec, parseChanges(changes), studyFileSchema);
}

/** `a.b=value` as `{ a: { b: value } }`; the value is YAML. */
function parseChange(text: string): unknown {
  const at = text.indexOf('=');
  const path = text.slice(0, at).split('.');
  const value = parseYaml(text.slice(at + 1), `--set ${text.slice(0, at)}`, 'SPEC_INVALID');
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
