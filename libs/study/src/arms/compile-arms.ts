import {
  AppError,
  components,
  hashConfig,
  lacksComponent,
  mergeOverrides,
  parseWith,
  variantConfigSchema,
  type ArmDesigns,
  type ComponentName,
  type Duplicate,
  type Variant,
  type VariantConfig,
} from '@crossfold/contracts';
import type { ArmDraft } from './arm-draft.js';
import { withoutComponent } from './combinations.js';
import { componentsOf, draftArms, fieldProblems } from './draft-arms.js';
import { layOver } from './field-paths.js';

export interface CompiledArms {
  /** The baseline first. Where there are problems, those that could be compiled. */
  readonly variants: readonly Variant[];
  /** Arms of designs for which another variant stands. */
  readonly duplicates: readonly Duplicate[];
  /** Of all variants that the file asks for; null where a design cannot be expanded. */
  readonly names: readonly string[] | null;
  readonly problems: readonly string[];
}

interface Baseline {
  readonly name: string;
  readonly config: VariantConfig;
  /** As it was written, without defaults: arms are laid over this. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Expands the designs of a study file, and compiles each arm. */
export function compileArms(arms: ArmDesigns, { name, config, raw }: Baseline): CompiledArms {
  const baseline = toVariant({ name, config });
  const absent = absentComponents(arms, config);
  const wrong = [...fieldProblems(arms), ...absent.values()];
  // What is made of a field that there is not would be refused once for each arm.
  if (fieldProblems(arms).length > 0) {
    return { variants: [baseline], duplicates: [], names: null, problems: wrong };
  }
  const drafts = draftArms(arms, config);
  const problems = new Map<string, string[]>();
  const compiled = drafts
    .filter(({ removed }) => !removed.some((component) => absent.has(component)))
    .flatMap((draft) => {
      const found = compileArm(draft, { config, raw });
      if ('config' in found) return [{ draft, variant: toArm(draft, found.config) }];
      for (const problem of found.problems) {
        const at = `${draft.at}${draft.isDesigned ? '' : ` (${draft.name})`}: ${problem}`;
        problems.set(at, [...(problems.get(at) ?? []), draft.name]);
      }
      return [];
    });
  return {
    ...withoutDuplicates(baseline, compiled),
    names: [name, ...drafts.map((draft) => draft.name)],
    problems: [
      ...wrong,
      ...[...problems].map(([text, names]) => namedProblem(text, names, drafts)),
    ],
  };
}

/** A fault of a value is told once, with the arms that have it. */
function namedProblem(text: string, names: readonly string[], drafts: readonly ArmDraft[]): string {
  const isDesigned = drafts.some((draft) => draft.isDesigned && draft.name === names[0]);
  if (!isDesigned) return text;
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  return `${text} (${names[0] ?? ''}${more})`;
}

/** Components that the baseline has not, and so cannot lack in an arm; with what is said of each. */
function absentComponents(arms: ArmDesigns, config: VariantConfig): Map<ComponentName, string> {
  const hash = hashConfig(config);
  return new Map(
    [...componentsOf(arms)].flatMap(([component, design]) => {
      const isAbsent =
        lacksComponent(config, component) ||
        hashConfig(withoutComponent(config, component) as VariantConfig) === hash;
      const problem = `arms.${design}: the baseline has no ${component} to leave out`;
      return isAbsent ? [[component, problem]] : [];
    }),
  );
}

type Compiled = { readonly config: VariantConfig } | { readonly problems: readonly string[] };

function compileArm(
  { at, removed, overrides, problem }: ArmDraft,
  { config, raw }: Pick<Baseline, 'config' | 'raw'>,
): Compiled {
  if (problem !== null) return { problems: [problem] };
  let left: unknown = raw;
  let whole: unknown = config;
  for (const component of removed) {
    // Gone with one that was taken away before: it must not come back in part.
    if (lacksComponent(whole, component)) continue;
    left = layOver(left, components[component].removal);
    whole = withoutComponent(whole, component);
  }
  try {
    const merged = mergeOverrides(left, overrides, variantConfigSchema);
    return { config: parseWith(variantConfigSchema, merged, 'SPEC_INVALID', at) };
  } catch (error) {
    if (!(error instanceof AppError) || error.problems.length === 0) throw error;
    return { problems: error.problems };
  }
}

function withoutDuplicates(
  baseline: Variant,
  arms: readonly { readonly draft: ArmDraft; readonly variant: Variant }[],
): Pick<CompiledArms, 'variants' | 'duplicates'> {
  const nameOf = new Map([[baseline.configSha256, baseline.name]]);
  const variants = [baseline];
  const duplicates: Duplicate[] = [];
  for (const { draft, variant } of arms) {
    const earlier = nameOf.get(variant.configSha256);
    if (earlier !== undefined && draft.isDesigned) {
      if (earlier !== variant.name) duplicates.push({ name: variant.name, sameAs: earlier });
      continue;
    }
    variants.push(variant);
    if (earlier === undefined) nameOf.set(variant.configSha256, variant.name);
  }
  return { variants: variants.map((variant) => withReference(variant, duplicates)), duplicates };
}

/** Where the reference of a design is not trained, the variant that is the same stands for it. */
function withReference(variant: Variant, duplicates: readonly Duplicate[]): Variant {
  const same = duplicates.find(({ name }) => name === variant.reference);
  return same ? { ...variant, reference: same.sameAs } : variant;
}

function toArm(
  { name, title, removed, overrides, reference, isNull }: ArmDraft,
  config: VariantConfig,
): Variant {
  const [only = null] = removed;
  const isRemoval = removed.length === 1 && Object.keys(overrides).length === 0;
  const removedComponent = isRemoval ? only : null;
  return {
    name,
    ...(title !== null && removedComponent === null ? { title } : {}),
    role: 'arm',
    removedComponent,
    config,
    // Its hash names a null arm, so that no result of the baseline, or of another one, passes for its own.
    configSha256: hashConfig(config, isNull ? name : undefined),
    ...(reference === null ? {} : { reference }),
    ...(isNull ? { isNull } : {}),
  };
}

function toVariant({ name, config }: Pick<Baseline, 'name' | 'config'>): Variant {
  return {
    name,
    role: 'baseline',
    removedComponent: null,
    config,
    configSha256: hashConfig(config),
  };
}
