import {
  priceFor,
  type FleetForecast,
  type FleetTerms,
  type StudyOutlook,
} from '@crossfold/contracts';
import { slotSeconds, type StudyIndex, type StudyRecord } from '@crossfold/study';
import type { AdmittedTrial, TrialInLine } from './admitted-trials.js';
import { mayRunOn, type Pool } from './pools.js';
import type { Duration, TrialDurations } from './trial-durations.js';

export interface ForecastParts {
  readonly index: Pick<StudyIndex, 'find'>;
  readonly pools: readonly Pool[];
  readonly admitted: readonly AdmittedTrial[];
  readonly inLine: readonly TrialInLine[];
  readonly durations: Pick<TrialDurations, 'ofVariant' | 'ofRunning' | 'expected'>;
  readonly terms: Pick<FleetTerms, 'prices' | 'pricePerSlotHour'>;
  readonly now: Date;
}

/** A trial that is yet to end. */
interface Ahead {
  readonly record: StudyRecord;
  readonly variant: string;
  readonly duration: Duration | null;
  /** That it has run so far; null of one that waits. */
  readonly ranSeconds: number | null;
  /** Of the slot that it has; null where that is not noted, or of one that waits. */
  readonly perSlotHour: number | null;
}

/**
 * When each study will have trained its trials: those that run end by how far they have got, and those
 * that wait begin in their order, each on the slot that is free first. Three times: with durations as
 * expected, and with shorter and longer ones.
 */
export function forecastFleet(parts: ForecastParts): FleetForecast {
  const ahead = listAhead(parts);
  const runs = ([0, -1, 1] as const).map((error) => simulate(parts, ahead, error));
  const [expected, earliest, latest] = runs;
  const studies = [...new Set(ahead.map(({ record }) => record))];
  const outlooks = studies.map((record): StudyOutlook => {
    const own = ahead.filter((trial) => trial.record === record);
    const { studyId, name } = record.study;
    const end = (run: Simulated | undefined) => timeAfter(parts.now, run?.ends.get(studyId));
    const times = [end(earliest), end(expected), end(latest)] as const;
    const hours = hoursLeft(own);
    const ended = own.map(({ duration }) => duration?.trials ?? 0);
    return {
      studyId,
      name,
      trialsLeft: own.length,
      startsAt: timeAfter(parts.now, expected?.starts.get(studyId)),
      endsAt:
        times[0] && times[1] && times[2]
          ? { earliest: times[0], expected: times[1], latest: times[2] }
          : null,
      slotHoursLeft: hours,
      cost: hours === null ? null : (expected?.costs.get(studyId) ?? null),
      basedOnTrials: Math.min(...ended),
    };
  });
  return { at: parts.now.toISOString(), studies: outlooks };
}

/** Those that run first, and then those that wait, in their order. */
function listAhead({ index, admitted, inLine, durations, now }: ForecastParts): Ahead[] {
  const active = admitted.filter(({ place }) => place === 'active');
  const seen = new Map<string, Duration | null>();
  const ofVariant = (record: StudyRecord, variant: string) => {
    const key = `${record.study.studyId}/${variant}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const duration = durations.ofVariant(record, variant, now);
    seen.set(key, duration);
    return duration;
  };
  return [...active, ...inLine].flatMap(({ studyId, trialId }): Ahead[] => {
    const record = index.find(studyId);
    const trial = record?.trials.get(trialId);
    if (!record || !trial) return [];
    const { variant } = trial;
    const isRunning = trial.state === 'running';
    const running = isRunning ? durations.ofRunning(record, trial, now) : null;
    const duration = running ?? ofVariant(record, variant);
    const ranSeconds = isRunning ? slotSeconds(trial, now) : null;
    const perSlotHour = isRunning ? trial.perSlotHour : null;
    return [{ record, variant, duration, ranSeconds, perSlotHour }];
  });
}

interface Simulated {
  /** Of each study, in seconds from now; left out where it is not known. */
  readonly starts: ReadonlyMap<string, number>;
  readonly ends: ReadonlyMap<string, number>;
  /** What is left of each costs where it is put here; null where a price is not known. */
  readonly costs: ReadonlyMap<string, number | null>;
}

/** @param error -1 for short durations, 1 for long ones, 0 for those that are expected */
function simulate(
  { pools, durations, terms }: ForecastParts,
  ahead: readonly Ahead[],
  error: number,
) {
  // No more of a pool than there are trials: how many there are is what workers say.
  const slots = pools.flatMap((pool) =>
    Array.from({ length: Math.min(pool.slots, ahead.length) }, () => ({ pool, freeAt: 0 })),
  );
  const starts = new Map<string, number>();
  const ends = new Map<string, number>();
  const running = new Map<string, number[]>();
  const costs = new Map<string, number | null>();
  const unknown = new Set<string>();
  for (const { record, variant, duration, ranSeconds, perSlotHour } of ahead) {
    const { study } = record;
    const { studyId, maxParallel = Infinity } = study;
    const own = slots.filter(({ pool }) => mayRunOn(pool, study));
    const slot = own.reduce<(typeof own)[number] | undefined>(
      (first, other) => (first && first.freeAt <= other.freeAt ? first : other),
      undefined,
    );
    if (!slot || duration === null) unknown.add(studyId);
    const seconds = duration?.seconds ?? durations.expected(record, variant);
    const price =
      perSlotHour ?? (slot ? priceFor(terms, slot.pool.labels) : terms.pricePerSlotHour);
    const cost = price && (price * Math.max(0, seconds - (ranSeconds ?? 0))) / 3600;
    const before = costs.get(studyId) ?? (costs.has(studyId) ? null : 0);
    costs.set(studyId, before === null || cost === null ? null : before + cost);
    if (!slot) continue;
    const others = (running.get(studyId) ?? []).sort((a, b) => a - b);
    const free = others.length < maxParallel ? 0 : (others.shift() ?? 0);
    const startsAt = Math.max(slot.freeAt, free);
    const whole = seconds * (1 + error * (duration?.error ?? 0));
    slot.freeAt = startsAt + Math.max(0, whole - (ranSeconds ?? 0));
    running.set(studyId, [...others, slot.freeAt]);
    if (!starts.has(studyId)) starts.set(studyId, startsAt);
    ends.set(studyId, Math.max(ends.get(studyId) ?? 0, slot.freeAt));
  }
  for (const studyId of unknown) ends.delete(studyId);
  return { starts, ends, costs } satisfies Simulated;
}

function hoursLeft(trials: readonly Ahead[]): number | null {
  let seconds = 0;
  for (const { duration, ranSeconds } of trials) {
    if (duration === null) return null;
    seconds += Math.max(0, duration.seconds - (ranSeconds ?? 0));
  }
  return seconds / 3600;
}

/** Beyond it, or by times that make no sense, nothing is known. */
const longestForecastSeconds = 1000 * 365 * 86_400;

function timeAfter(now: Date, seconds: number | undefined): string | null {
  if (seconds === undefined || !(Math.abs(seconds) <= longestForecastSeconds)) return null;
  return new Date(now.getTime() + 1000 * seconds).toISOString();
}
