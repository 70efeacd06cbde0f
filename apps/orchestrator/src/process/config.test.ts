import { AppError } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { loadConfig } from './config.js';

const valid = { REDIS_URL: 'redis://127.0.0.1:6379', CROSSFOLD_STORE: 'file:///tmp/store' };

function problemsOf(environment: NodeJS.ProcessEnv): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof AppError) return error.problems.join();
    throw error;
  }
  throw new Error('expected problems, got none');
}

it('does not take the link of a Kubernetes service for its port', () => {
  const link = { CROSSFOLD_PORT: 'tcp://10.96.12.7:7430', CROSSFOLD_API_TOKEN: '' };
  expect(loadConfig({ ...valid, ...link })).toMatchObject({ port: 7430, apiToken: null });
});

it('takes a token and a host without the line end of the file that they came from', () => {
  const token = 'a-token-of-many-characters';
  const given = { CROSSFOLD_API_TOKEN: `${token}\r\n`, CROSSFOLD_HOST: '127.0.0.1\r' };
  expect(loadConfig({ ...valid, ...given })).toMatchObject({ apiToken: token, host: '127.0.0.1' });
});

it('tells that a token is too short without showing it', () => {
  const told = problemsOf({ ...valid, CROSSFOLD_API_TOKEN: 'opensesame' });
  expect(told).toContain('CROSSFOLD_API_TOKEN');
  expect(told).toContain('10 characters');
  expect(told).not.toContain('opensesame');
});

it('reads tokens of workers by their names', () => {
  const listed = 'lab=a-token-of-the-lab, cloud-1=another=token-of-16';
  expect(loadConfig({ ...valid, CROSSFOLD_WORKER_TOKENS: listed }).workerTokens).toEqual([
    { name: 'lab', token: 'a-token-of-the-lab' },
    { name: 'cloud-1', token: 'another=token-of-16' },
  ]);
  expect(loadConfig(valid).workerTokens).toEqual([]);
});

it.each([
  'a-token-without-a-name',
  'lab=too-short',
  'LAB=a-token-of-the-lab',
  'orchestrator=a-token-of-the-lab',
  'lab=a-token-of-the-lab,lab=another-token-of-it',
])('refuses %s for tokens of workers, and shows none', (listed) => {
  const told = problemsOf({ ...valid, CROSSFOLD_WORKER_TOKENS: listed });
  expect(told).toContain('CROSSFOLD_WORKER_TOKENS');
  expect(told).not.toContain(listed);
});
