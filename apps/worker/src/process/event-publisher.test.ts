import { expect, it } from 'vitest';
import { createEventPublisher } from './event-publisher.js';

it('tells those who follow no secret of the worker, and leaves the event whole', async () => {
  const sent: string[] = [];
  const xadd = (...words: string[]) => Promise.resolve(sent.push(words.at(-1) ?? ''));
  const environment = { AWS_SECRET_ACCESS_KEY: 'key"of\\many/letters' };
  const events = createEventPublisher({ xadd } as never, 'crossfold', environment);
  const reason = 'store refused key"of\\many/letters of redis://u:p@host';
  const trial = { studyId: 'a', trialId: 'full.f0.s1' };
  await events.publish({ type: 'trial.requeued', ...trial, reason });
  expect(JSON.parse(sent[0] ?? '')).toMatchObject({
    ...trial,
    type: 'trial.requeued',
    reason: 'store refused *** of redis://***@host',
  });
});
