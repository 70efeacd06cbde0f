import { randomUUID } from 'node:crypto';
import { AppError, type Forecast } from '@crossfold/contracts';

/** What one session may do. */
export interface SessionLimits {
  /** Trials that it may submit. */
  readonly maxTrials: number;
  /** Hours of slots that it may submit, where forecasts know them; null for any. */
  readonly maxHours: number | null;
  /** Whether studies that open the sealed part may be submitted at all. */
  readonly allowsOpening: boolean;
}

/** What a session has done, as every answer tells it. */
export interface SessionCounts {
  readonly studiesSubmitted: number;
  readonly trialsSubmitted: number;
  readonly trialsLeft: number;
  readonly hoursSubmitted: number;
  readonly hoursLeft: number | null;
  readonly armsForecast: number;
  readonly armsSubmitted: number;
  /** Times that results were read, interim ones too. */
  readonly looks: number;
  readonly openingsSubmitted: number;
}

/** What a study takes of the budget. */
export interface Demand {
  readonly trials: number;
  /** Null where no time is known. */
  readonly hours: number | null;
  readonly arms: number;
  readonly opensSealedPart: boolean;
}

export interface Session {
  /** Part of the keys of its submissions. */
  readonly id: string;
  counts(): SessionCounts;
  /** Arms of a file, once for each name and study. */
  countForecast(forecast: Forecast): void;
  countLook(): void;
  /**
   * Takes what a study needs off the budget, before it is submitted.
   *
   * @returns gives it back, for a study that was refused
   * @throws AppError CONFLICT beyond the budget; REQUEST_INVALID for an opening that is not allowed
   */
  reserve(demand: Demand, isOpeningMeant: boolean): () => void;
  /** Whether a study file was submitted: sent again, it is the same study, and takes nothing. */
  wasSubmitted(key: string): boolean;
  remember(key: string): void;
}

const secondsPerHour = 3600;

export function createSession(limits: SessionLimits): Session {
  const arms = new Set<string>();
  const submitted = new Set<string>();
  let looks = 0;
  const taken: Demand[] = [];
  const sum = (of: (demand: Demand) => number) =>
    taken.reduce((total, demand) => total + of(demand), 0);
  const trialsLeft = () => limits.maxTrials - sum(({ trials }) => trials);
  const hoursLeft = () =>
    limits.maxHours === null ? null : limits.maxHours - sum(({ hours }) => hours ?? 0);
  return {
    id: randomUUID(),
    counts: () => ({
      studiesSubmitted: taken.length,
      trialsSubmitted: sum(({ trials }) => trials),
      trialsLeft: trialsLeft(),
      hoursSubmitted: rounded(sum(({ hours }) => hours ?? 0)),
      hoursLeft: roundedOrNull(hoursLeft()),
      armsForecast: arms.size,
      armsSubmitted: sum((demand) => demand.arms),
      looks,
      openingsSubmitted: taken.filter(({ opensSealedPart }) => opensSealedPart).length,
    }),
    countForecast(forecast) {
      for (const { name, variants } of studiesOf(forecast)) {
        for (const variant of variants) {
          if (variant.role === 'arm') arms.add(`${name}/${variant.name}`);
        }
      }
    },
    countLook() {
      looks += 1;
    },
    reserve(demand, isOpeningMeant) {
      assertOpening(demand, isOpeningMeant, limits);
      assertBudget(demand, trialsLeft(), hoursLeft());
      taken.push(demand);
      return () => {
        const at = taken.indexOf(demand);
        if (at >= 0) taken.splice(at, 1);
      };
    },
    wasSubmitted: (key) => submitted.has(key),
    remember(key) {
      submitted.add(key);
    },
  };
}

/** What all stages of a file come to, results that are taken over left out. */
export function demandOf(forecast: Forecast): Demand {
  const studies = studiesOf(forecast);
  const seconds = studies.map(({ slotSeconds }) => slotSeconds);
  return {
    trials: studies.reduce((sum, { trials, same }) => sum + trials - same, 0),
    hours: seconds.includes(null)
      ? null
      : seconds.reduce<number>((sum, part) => sum + (part ?? 0), 0) / secondsPerHour,
    arms: studies.reduce((sum, { variants }) => sum + armsOf(variants), 0),
    opensSealedPart: studies.some(({ sealed }) => sealed !== null),
  };
}

function armsOf(variants: Forecast['variants']): number {
  return variants.filter(({ role }) => role === 'arm').length;
}

function studiesOf(forecast: Forecast) {
  return [forecast, ...forecast.later.map((stage) => stage.forecast)];
}

function assertOpening(
  { opensSealedPart }: Demand,
  isMeant: boolean,
  { allowsOpening }: SessionLimits,
): void {
  if (!opensSealedPart || (isMeant && allowsOpening)) return;
  const message = 'expected a study that leaves the sealed part closed, got one with an ensemble';
  throw new AppError('REQUEST_INVALID', message, {
    remedy: allowsOpening
      ? 'Set "ensemble: null" in the study file; or, if the part is to be opened once and for all, say openSealedPart: true.'
      : 'Set "ensemble: null" in the study file. Whoever started this server may allow openings: crossfold mcp --allow-opening.',
  });
}

function assertBudget(demand: Demand, trialsLeft: number, hoursLeft: number | null): void {
  const remedy =
    'Ask for fewer arms, folds or seeds. Whoever started this server may raise the budget: crossfold mcp --max-trials, --max-hours.';
  if (demand.trials > trialsLeft) {
    const message = `expected at most the ${trialsLeft} trials that are left of the budget of this session, got ${demand.trials}`;
    throw new AppError('CONFLICT', message, { remedy });
  }
  if (hoursLeft === null || demand.hours === null || demand.hours <= hoursLeft) return;
  const message = `expected at most the ${rounded(hoursLeft)} hours that are left of the budget of this session, got about ${rounded(demand.hours)}`;
  throw new AppError('CONFLICT', message, { remedy });
}

function rounded(hours: number): number {
  return Math.round(100 * hours) / 100;
}

function roundedOrNull(hours: number | null): number | null {
  return hours === null ? null : rounded(hours);
}
