import { describe, expect, it } from 'vitest';
import { isTask, nameOfJob, taskKinds, tasks, trialOfJob } from './queues.js';

const names = {
  studyId: 'ham-0a1b2c3d4e',
  trialId: 'full.r1.f0.s1',
  crossEvaluationId: '0a1b2c3d4e5f',
  predictionId: '20261130T120000-0a1b2c3d4e5f6a7b',
  number: 3,
};

function jobOf(kind: (typeof taskKinds)[number], changes: object = {}) {
  const keys = Object.keys(tasks[kind].payload.shape);
  const data = Object.fromEntries(
    Object.entries({ ...names, ...changes }).filter(([key]) => keys.includes(key)),
  );
  return { id: tasks[kind].idOf(data as never), name: kind, data };
}

describe('a job that was read from Redis', () => {
  it.each(taskKinds)('of kind %s is known by its name, its data and its id', (kind) => {
    const job = jobOf(kind);
    expect(isTask(job)).toBe(true);
    expect(isTask({ ...job, id: 'another' })).toBe(false);
    expect(isTask({ ...job, id: undefined })).toBe(false);
    expect(isTask({ ...job, name: 'constructor' })).toBe(false);
    expect(isTask({ ...job, data: { ...job.data, more: 1 } })).toBe(false);
    expect(isTask({ ...job, data: JSON.stringify(job.data) })).toBe(false);
  });

  it.each(taskKinds)('of kind %s says by its id what it is for', (kind) => {
    const { id, data } = jobOf(kind);
    const studyId = kind === 'prediction' ? null : names.studyId;
    const { trialId = null } = data;
    expect(nameOfJob(id)).toEqual({ kind, studyId, trialId });
    expect(trialOfJob(id)).toEqual(kind === 'trial' ? data : null);
    const fitting = taskKinds.filter((other) => tasks[other].idPattern.test(id));
    expect(fitting).toEqual([kind]);
  });

  it.each(['damaged', '', '/', 'a/', '/b', 'a/b/c', 'a/explanations/x', 'a/b/c/d'])(
    'says nothing by the id %j',
    (id) => expect(nameOfJob(id)).toBeNull(),
  );

  it.each([
    '..',
    '../../etc/passwd',
    'a/b',
    '.hidden',
    '%2e%2e',
    'a b',
    'a\nb',
    'a\0b',
    '',
    'x'.repeat(201),
    '\u202eb',
  ])('names no study or trial like %j', (name) => {
    expect(isTask(jobOf('trial', { studyId: name }))).toBe(false);
    expect(isTask(jobOf('trial', { trialId: name }))).toBe(false);
    expect(isTask(jobOf('ensemble', { studyId: name }))).toBe(false);
    expect(isTask(jobOf('crossEvaluation', { crossEvaluationId: name }))).toBe(false);
    expect(isTask(jobOf('prediction', { predictionId: name }))).toBe(false);
  });
});
