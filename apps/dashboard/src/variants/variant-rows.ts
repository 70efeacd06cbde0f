import type { Configuration, Interim, Report, Study, TrialView } from '@crossfold/contracts';
import { shownScores, verdictOf, verdictTexts, type ScoreName } from '@crossfold/contracts/page';

/** Mean and sample standard deviation over the cells that have the score. */
export interface ScoreSpread {
  readonly mean: number;
  /** Null of a single cell. */
  readonly sd: number | null;
  readonly n: number;
}

export interface VariantRow {
  readonly name: string;
  readonly isBaseline: boolean;
  readonly cells: { readonly succeeded: number; readonly planned: number; readonly lost: number };
  readonly scores: Readonly<Partial<Record<ScoreName, ScoreSpread>>>;
  /** Of the pooled score, from the report. */
  readonly intervals: Readonly<Record<string, readonly [number, number] | undefined>>;
  /** To what it is compared with, in balanced accuracy; null of the baseline. */
  readonly difference: number | null;
  readonly differenceInterval: readonly [number, number] | null;
  readonly adjustedP: number | null;
  readonly verdict: string;
  /** What it has otherwise than the baseline, by path. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Scores that a table of variants has, in order: those that say something of so many classes. */
export function tableScores({ dataset }: Pick<Study, 'dataset'>): readonly ScoreName[] {
  const classes = dataset.classes?.length ?? Infinity;
  return shownScores('main', { classes, hasPositive: false });
}

interface Known {
  readonly study: Study;
  readonly trials: ReadonlyMap<string, TrialView>;
  readonly interim: Interim | null;
  readonly report: Report | null;
  readonly configuration: Configuration | null;
}

/** A row for each variant, from all of its cells: nothing is sampled. */
export function variantRows(known: Known): readonly VariantRow[] {
  const byVariant = new Map<string, TrialView[]>();
  for (const trial of known.trials.values()) {
    const others = byVariant.get(trial.variant);
    if (others) others.push(trial);
    else byVariant.set(trial.variant, [trial]);
  }
  const shown = tableScores(known.study);
  return known.study.variants.map(({ name, role }) => {
    const trials = byVariant.get(name) ?? [];
    const succeeded = trials.filter(({ state }) => state === 'succeeded');
    const lost = trials.filter(({ state }) => lostStates.has(state)).length;
    return {
      name,
      isBaseline: role === 'baseline',
      cells: { succeeded: succeeded.length, planned: trials.length, lost },
      scores: spreadsOf(succeeded, shown),
      settings: settingsOf(name, known.configuration),
      ...comparisonOf(name, known),
    };
  });
}

const lostStates: ReadonlySet<string> = new Set(['failed', 'skipped', 'raced-out', 'cancelled']);

function spreadsOf(
  trials: readonly TrialView[],
  shown: readonly ScoreName[],
): VariantRow['scores'] {
  const entries = shown.flatMap((name) => {
    const values = trials.map(({ scores }) => scores?.[name] ?? null).filter((one) => one !== null);
    return values.length === 0 ? [] : [[name, spreadOf(values)] as const];
  });
  return Object.fromEntries(entries);
}

function spreadOf(values: readonly number[]): ScoreSpread {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, n, sd: n < 2 ? null : Math.sqrt(squares / (n - 1)) };
}

type FromReport = Pick<
  VariantRow,
  'intervals' | 'difference' | 'differenceInterval' | 'adjustedP' | 'verdict'
>;

/** The report's, or what is known before it; there is no p then, and no verdict. */
function comparisonOf(name: string, { interim, report }: Known): FromReport {
  const reported = report?.variants.find((variant) => variant.name === name);
  if (reported) {
    const { comparison, intervals } = reported;
    const verdict = verdictOf({ comparison });
    return {
      intervals: (intervals ?? {}) as FromReport['intervals'],
      difference: comparison && comparison.cells > 0 ? comparison.difference : null,
      differenceInterval: comparison?.estimate?.family.interval ?? null,
      adjustedP: comparison?.adjustedP ?? null,
      verdict: verdict ? verdictTexts[verdict] : '',
    };
  }
  const early = interim?.variants.find((variant) => variant.name === name)?.comparison;
  return {
    intervals: {},
    difference: early?.difference?.mean ?? null,
    differenceInterval: null,
    adjustedP: null,
    verdict: '',
  };
}

function settingsOf(name: string, configuration: Configuration | null): VariantRow['settings'] {
  if (!configuration) return new Map();
  const { baseline, settings, arms } = configuration;
  const own = new Map(settings.map(({ path, value }) => [path, value]));
  if (name === baseline) return own;
  const differences = arms.find((arm) => arm.name === name)?.differences ?? [];
  for (const { path, arm } of differences) {
    if (arm === null) own.delete(path);
    else own.set(path, arm);
  }
  return own;
}

/** Paths of the settings that not all variants have alike. */
export function differingPaths({ arms }: Configuration): readonly string[] {
  return [...new Set(arms.flatMap(({ differences }) => differences.map(({ path }) => path)))];
}
