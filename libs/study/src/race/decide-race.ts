import {
  isFinalTrialState,
  type RaceDecision,
  type RacingConfig,
  type Study,
  type TrialView,
  type Variant,
} from '@crossfold/contracts';
import { nextRaceLook, raceThreshold, type RaceRule, type Racer } from '@crossfold/model';
import type { RacedStudy } from './raced-study.js';
import { mayRace, runsWhole } from './runs-whole.js';

/** A score of a race while its study runs; null: the cell ended without one, undefined: it is open. */
type RecordedRacer = Racer<number | null | undefined>;

/**
 * The next decision of a race; null where no look so far drops an arm. It follows from the first
 * cells of the variants alone: whoever reads the same ends decides the same, at whatever time.
 *
 * @param earlier decisions of the race, in their order; those whom they name race no more, even if
 *   their cells were asked for again
 */
export function decideRace(
  record: RacedStudy,
  earlier: readonly RaceDecision[],
  decidedAt: string,
): RaceDecision | null {
  const { study, control } = record;
  const { racing: config } = study;
  if (!config) return null;
  const left = new Set(earlier.flatMap(({ drops }) => drops.map(({ variant }) => variant)));
  const runners = study.variants.filter((variant) => mayRace(variant, config));
  const cells = cellsByVariant(record);
  const racing = runners
    .filter(({ name }) => !left.has(name))
    .map((variant): RecordedRacer => ({
      name: variant.name,
      scores: (cells.get(variant.name) ?? []).map(scoreOf),
      stays: runsWhole(study, variant, config),
    }));
  const plannedCells = cells.get(study.variants[0]?.name ?? '')?.length ?? 0;
  const rule: RaceRule = { ...config, plannedCells, racers: runners.length };
  const look = nextRaceLook(racing, rule, earlier.at(-1)?.cells ?? 0);
  if (!look) return null;
  return {
    schemaVersion: 1,
    studyId: study.studyId,
    number: earlier.length + 1,
    edition: control.edition,
    decidedAt,
    cells: look.cells,
    plannedCells,
    racers: runners.length,
    threshold: raceThreshold(rule, look.cells),
    racing: racing.flatMap(({ name, scores }) => {
      const seen = scores.slice(0, look.cells).filter((score) => typeof score === 'number');
      if (seen.length < look.cells) return [];
      return [{ variant: name, mean: seen.reduce((sum, score) => sum + score, 0) / seen.length }];
    }),
    drops: look.drops.map(({ name, leads }) => ({
      variant: name,
      leads: leads.map((lead) => ({ ...lead })),
      trialIds: (cells.get(name) ?? []).filter(isWaiting).map(({ trialId }) => trialId),
    })),
  };
}

/** Arms that may be dropped, whatever they score. */
export function droppableArms(
  study: Pick<Study, 'variants' | 'ensemble'>,
  config: RacingConfig,
): Variant[] {
  return study.variants.filter((variant) => !runsWhole(study, variant, config));
}

/** In the order of the study, which is the same for all variants. */
function cellsByVariant({ trials }: RacedStudy): Map<string, TrialView[]> {
  const cells = new Map<string, TrialView[]>();
  for (const trial of trials.values()) {
    const own = cells.get(trial.variant);
    if (own) own.push(trial);
    else cells.set(trial.variant, [trial]);
  }
  return cells;
}

function scoreOf({ state, scores }: TrialView): number | null | undefined {
  if (!isFinalTrialState(state)) return undefined;
  return scores?.balancedAccuracy ?? null;
}

function isWaiting({ state }: TrialView): boolean {
  return state === 'queued' || state === 'paused';
}
