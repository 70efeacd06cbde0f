import type { StudyEvent } from '@crossfold/contracts';

/** The end of an epoch, as a worker tells it now. */
export function epochEvent(studyId: string, trialId: string, epoch: number): StudyEvent {
  const record = {
    epoch,
    stage: 'all',
    learningRate: 0.003,
    trainLoss: 1.0625,
    trainAccuracy: 0.5625,
    validationLoss: 1.125,
    validationAccuracy: 0.5,
    validationBalancedAccuracy: 0.4375,
  };
  return { type: 'trial.epoch', at: new Date().toISOString(), studyId, trialId, record };
}
