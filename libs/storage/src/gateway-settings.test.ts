import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { parseWorkerStoreSettings } from './gateway-settings.js';

const valid = {
  CROSSFOLD_GATEWAY_URL: 'https://crossfold.lab/base/',
  CROSSFOLD_WORKER_TOKEN: 'a-token-of-a-worker\n',
};

function problemsOf(environment: Record<string, string>): string {
  try {
    parseWorkerStoreSettings(environment);
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFIG_INVALID') return error.problems.join();
    throw error;
  }
  return '';
}

describe('parseWorkerStoreSettings', () => {
  it('takes a gateway, whose token is no part of the settings', () => {
    const settings = parseWorkerStoreSettings(valid);
    expect(settings).toEqual({ kind: 'gateway', url: 'https://crossfold.lab/base' });
  });

  it('takes a store where there is no gateway', () => {
    const settings = parseWorkerStoreSettings({ CROSSFOLD_STORE: 'file:///store' });
    expect(settings).toEqual({ kind: 'file', dir: '/store' });
  });

  it.each([
    ['CROSSFOLD_GATEWAY_URL', 'ftp://host'],
    ['CROSSFOLD_GATEWAY_URL', 'http://user:secret-word@host'],
    ['CROSSFOLD_GATEWAY_URL', 'http://host/?a=b'],
    ['CROSSFOLD_WORKER_TOKEN', 'short'],
    ['CROSSFOLD_WORKER_TOKEN', 'with a space in the middle'],
    ['CROSSFOLD_STORE', 'file:///store'],
    ['S3_BUCKET', 'bucket'],
  ])('refuses %s=%s beside the rest', (name, value) => {
    const problems = problemsOf({ ...valid, [name]: value });
    expect(problems).toContain(name);
    expect(problems).not.toContain('secret-word');
    if (name === 'CROSSFOLD_WORKER_TOKEN') expect(problems).not.toContain(value);
  });

  it('wants a token', () => {
    expect(problemsOf({ CROSSFOLD_GATEWAY_URL: 'http://host' })).toContain(
      'CROSSFOLD_WORKER_TOKEN',
    );
  });
});
