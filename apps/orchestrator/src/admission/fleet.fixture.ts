import {
  firstFleetPolicy,
  firstScheme,
  newControl,
  type Control,
  type FleetPolicy,
  type FoldPlan,
  type Study,
  type StudyEvent,
  type StudySpecInput,
} from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { compileStudy, parseStudySpec, StudyIndex } from '@crossfold/study';
import { createAdmittedTrials } from './admitted-trials.js';
import { createTrialDurations } from './trial-durations.js';

export const fleetBegan = '2026-11-30T00:00:00.000Z';

export const epochsOf = (epochs: number) => ({
  stages: [{ name: 'all', trainable: 'all' as const, epochs, learningRate: 0.1 }],
});

/** A study of one variant and one seed, of 4 epochs: as many trials as folds. */
export function studyOf(
  studyId: string,
  folds: number,
  changes: Partial<StudySpecInput> = {},
): Study {
  const foldPlan: FoldPlan = {
    schemaVersion: 3,
    ...firstScheme,
    manifestSha256: null,
    assignments: [],
    options: { protocol: 'grouped', folds, seed: 0, sealedShare: 0 },
    leak: { leakedImages: 0, poolImages: 100 },
  };
  const body = {
    name: studyId,
    dataset: 'drawn',
    folds,
    seeds: [1],
    ensemble: null,
    baseline: {
      model: { backbone: 'tiny', imageSizePx: 32 },
      training: epochsOf(4),
    },
    ...changes,
  };
  return compileStudy(parseStudySpec(body, assertTrainable), body, {
    studyId,
    submittedAt: fleetBegan,
    dataset: { name: 'drawn', manifestSha256: 'a'.repeat(64) },
    foldPlan,
  });
}

/** What is admitted of studies, and ways to move them on. Trials are named `STUDY/TRIAL`. */
export function fleetOf(...studies: Study[]) {
  const index = new StudyIndex();
  const durations = createTrialDurations();
  const policy: FleetPolicy = { ...firstFleetPolicy, pricePerSlotHour: 2 };
  const admitted = createAdmittedTrials(index, () => policy, durations);
  const add = (study: Study) => {
    index.add(study);
    admitted.consider(study.studyId);
  };
  studies.forEach(add);
  const tell = (event: StudyEvent) => {
    index.apply({ event });
  };
  const trialOf = (id: string, afterSeconds: number) => {
    const [studyId = '', trialId = ''] = id.split('/');
    const at = new Date(Date.parse(fleetBegan) + 1000 * afterSeconds).toISOString();
    return { at, studyId, trialId };
  };
  return {
    index,
    durations,
    admitted,
    policy,
    add,
    start(id: string, afterSeconds = 0, worker = 'w') {
      const named = trialOf(id, afterSeconds);
      const attempt = (index.find(named.studyId)?.trials.get(named.trialId)?.attempt ?? 0) + 1;
      const more = { attempt, worker, device: 'CPU', resumedAfterEpoch: null, epochs: 4 };
      tell({ type: 'trial.started', ...named, ...more });
      admitted.settle();
    },
    epoch(id: string, epoch: number, afterSeconds: number) {
      const named = trialOf(id, afterSeconds);
      const record = { epoch, stage: 0, learningRate: 0.1, trainLoss: 1 };
      tell({ type: 'trial.epoch', ...named, record: record as never });
    },
    succeed(id: string, seconds: number, afterSeconds: number) {
      const scores = { balancedAccuracy: 0.5 } as never;
      tell({ type: 'trial.succeeded', ...trialOf(id, afterSeconds), scores, seconds });
      admitted.settle();
    },
    pause(id: string, afterSeconds: number) {
      tell({ type: 'trial.paused', ...trialOf(id, afterSeconds) });
      admitted.settle();
    },
    fail(id: string) {
      const failed = { code: 'TRIAL_DIVERGED', message: 'diverged' } as const;
      tell({ type: 'trial.failed', ...trialOf(id, 0), ...failed });
      admitted.settle();
    },
    control(studyId: string, changes: Partial<Control>) {
      index.control({ ...newControl(studyId), revision: 1, ...changes });
      admitted.consider(studyId);
    },
  };
}
