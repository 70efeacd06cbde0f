import { forecastSchema, type Forecast } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { answerWith } from './answer.js';
import { createSession, demandOf } from './session.js';

const variant = (name: string, role: 'baseline' | 'arm') => ({
  name,
  role,
  removedComponent: null,
  differences: [],
  parameters: 1,
  epochsAtMost: 1,
  trials: 4,
  secondsPerTrial: null,
  basis: null,
});

const study = (changes: Partial<Forecast> = {}) => ({
  name: 'focal',
  trials: 12,
  same: 0,
  weightsTaken: 0,
  raceSavesAtMost: null,
  images: { train: 1, validation: 1, test: 1 },
  variants: [variant('full', 'baseline'), variant('one', 'arm'), variant('two', 'arm')],
  duplicates: [],
  slotSeconds: 7200,
  weightsBytes: 1,
  sealed: null,
  checkpointBytes: 1,
  publishedWeights: [],
  ...changes,
});

const forecast = (changes: Partial<Forecast> = {}): Forecast =>
  forecastSchema.parse({ later: [], ...study(changes) });

const sealed = { images: 10, models: 2, views: 8, bytes: 1 };

describe('a session', () => {
  const limits = { maxTrials: 20, maxHours: 3, allowsOpening: false };

  it('has a budget of trials and hours, which refused studies do not use up', () => {
    const session = createSession(limits);
    const giveBack = session.reserve(demandOf(forecast()), false);
    expect(session.counts()).toMatchObject({ trialsLeft: 8, hoursLeft: 1, armsSubmitted: 2 });
    expect(() => session.reserve(demandOf(forecast()), false)).toThrow(
      'expected at most the 8 trials that are left of the budget of this session, got 12',
    );
    expect(() => session.reserve(demandOf(forecast({ trials: 8 })), false)).toThrow(
      'expected at most the 1 hours that are left of the budget of this session, got about 2',
    );
    giveBack();
    giveBack();
    expect(session.counts()).toMatchObject({ trialsLeft: 20, studiesSubmitted: 0 });
  });

  it('takes off what is trained of all stages, and no result that is taken over', () => {
    const later = [{ stage: 'next', winner: null, forecast: study({ trials: 6, same: 4 }) }];
    const demand = demandOf(forecast({ same: 2, later }));
    expect(demand).toEqual({ trials: 12, hours: 4, arms: 4, opensSealedPart: false });
    expect(demandOf(forecast({ slotSeconds: null })).hours).toBeNull();
  });

  it('leaves the sealed part closed unless both who started it and who asks say otherwise', () => {
    const opening = demandOf(forecast({ sealed }));
    const closed = createSession(limits);
    expect(() => closed.reserve(opening, true)).toThrow('leaves the sealed part closed');
    const open = createSession({ ...limits, allowsOpening: true });
    expect(() => open.reserve(opening, false)).toThrow('leaves the sealed part closed');
    open.reserve(opening, true);
    expect(open.counts().openingsSubmitted).toBe(1);
  });

  it('tells arms and looks with every answer, errors too', async () => {
    const session = createSession(limits);
    session.countForecast(forecast());
    session.countForecast(forecast());
    session.countLook();
    const answer = await answerWith(session, () => Promise.resolve({ studies: [] }));
    expect(answer.structuredContent).toMatchObject({
      studies: [],
      session: { armsForecast: 2, looks: 1, trialsLeft: 20 },
      note: expect.stringContaining('2 arm(s) considered and 1 look(s)'),
    });
    const refused = await answerWith(session, () => Promise.reject(new Error('broken')));
    expect(refused).toMatchObject({ isError: true });
    expect(JSON.parse(refused.content[0]?.text ?? '')).toMatchObject({
      error: { code: 'INTERNAL', message: 'broken' },
      session: { looks: 1 },
    });
  });
});
