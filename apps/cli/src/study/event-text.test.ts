import { studyEventSchema, type StudyEvent } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { eventText, progressText } from './event-text.js';

const at = '2026-11-30T10:11:12.000Z';
const about = { studyId: 'demo-1', trialId: 'full.f1.s1', at };
const place = { epochs: 9, ended: 2, trials: 6, etaSeconds: 185 };

function event(fields: Record<string, unknown>): StudyEvent {
  return studyEventSchema.parse({ ...about, ...fields });
}

const epoch = event({
  type: 'trial.epoch',
  record: {
    epoch: 3,
    stage: 'all',
    trainLoss: 1.5,
    trainAccuracy: 0.5,
    validationLoss: 1.25,
    validationBalancedAccuracy: 0.5,
    validationAccuracy: 0.5,
    learningRate: 0.001,
  },
});
const failed = event({ type: 'trial.failed', code: 'TRIAL_DIVERGED', message: 'loss is NaN' });

describe('an event as a line of a log', () => {
  it('says how many epochs there are', () => {
    expect(eventText(epoch, place)).toContain('10:11:12 full.f1.s1 epoch 3 of 9: training loss');
    expect(eventText(epoch)).toContain('epoch 3: training loss');
  });

  it('says behind the end of a trial how far the study is, and what is left', () => {
    expect(eventText(failed, place)).toMatch(/; 2 of 6 trials done, about 3 min 05 s left$/);
    expect(eventText(failed, { ...place, etaSeconds: null })).toMatch(/; 2 of 6 trials done$/);
    expect(eventText(failed, { ...place, ended: 6 })).toMatch(/; 6 of 6 trials done$/);
  });

  it('says the same of a trial whose epochs are long', () => {
    const progress = event({
      type: 'trial.progress',
      phase: 'training',
      epoch: 2,
      step: 10,
      steps: 40,
      imagesPerSecond: 8,
    });
    if (progress.type !== 'trial.progress') throw new Error('expected progress');
    expect(progressText(progress, place)).toContain('training epoch 2 of 9, step 10 of 40');
  });
});
