import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';

const valid = { REDIS_URL: 'redis://127.0.0.1:6379', CROSSFOLD_STORE: 'file:///tmp/store' };

describe('loadConfig', () => {
  it('fills defaults', () => {
    expect(loadConfig(valid)).toMatchObject({ slots: null, queuePrefix: 'crossfold' });
  });

  it('lists every problem at once, by variable', () => {
    const problems = problemsOf({
      REDIS_URL: 'http://x',
      CROSSFOLD_SLOTS: '0',
      CROSSFOLD_STORE: 'x',
    });
    for (const variable of ['REDIS_URL', 'CROSSFOLD_SLOTS', 'CROSSFOLD_STORE']) {
      expect(problems.some((problem) => problem.includes(variable))).toBe(true);
    }
  });

  it('says what is missing', () => {
    expect(problemsOf({}).join('\n')).toMatch(/REDIS_URL/);
  });
});

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFIG_INVALID') return error.problems;
    throw error;
  }
  return [];
}
