import type { FleetForecast } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import { createAdmittedTrials, type AdmittedTrials } from './admitted-trials.js';
import { forecastFleet } from './fleet-forecast.js';
import { keepFleetPolicy, type FleetPolicyKeeper } from './fleet-policy.js';
import type { Pool } from './pools.js';
import { createTrialDurations } from './trial-durations.js';

/** What decides which trial is next, and says when each will be. */
export interface Admission {
  readonly policy: FleetPolicyKeeper;
  readonly admitted: AdmittedTrials;
  /** When each study begins and ends, as it looks now. */
  readonly forecast: () => FleetForecast;
}

/** @param pools of the workers that are connected */
export async function openAdmission(
  store: ObjectStore,
  index: StudyIndex,
  pools: () => readonly Pool[],
): Promise<Admission> {
  const policy = await keepFleetPolicy(store);
  const durations = createTrialDurations();
  const admitted = createAdmittedTrials(index, policy.current, durations);
  for (const { study } of index.list()) admitted.consider(study.studyId);
  const forecast = () =>
    forecastFleet({
      index,
      pools: pools(),
      admitted: admitted.list(),
      inLine: admitted.inLine(),
      durations,
      terms: policy.current(),
      now: new Date(),
    });
  return { policy, admitted, forecast };
}
