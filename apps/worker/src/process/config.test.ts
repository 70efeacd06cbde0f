import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';

const valid = { REDIS_URL: 'redis://127.0.0.1:6379', CROSSFOLD_STORE: 'file:///tmp/store' };

describe('loadConfig', () => {
  it('fills defaults', () => {
    expect(loadConfig(valid)).toMatchObject({ slots: null, queuePrefix: '{crossfold}' });
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

  it('reads how many slots devices have', () => {
    const given = {
      CROSSFOLD_SLOTS: 'auto',
      CROSSFOLD_SLOTS_PER_GPU: '3',
      CROSSFOLD_DEVICE_MEMORY_GB: '1.5',
      CROSSFOLD_SLOTS_PROBE: 'convnext-tiny,224,32',
    };
    expect(loadConfig({ ...valid, ...given })).toMatchObject({
      slots: 'auto',
      slotsPerGpu: 3,
      deviceMemoryMib: 1536,
      slotsProbe: { backbone: 'convnext-tiny', imageSizePx: 224, batchSize: 32 },
    });
    const wrong = {
      CROSSFOLD_SLOTS: '65',
      CROSSFOLD_SLOTS_PER_GPU: 'all',
      CROSSFOLD_DEVICE_MEMORY_GB: '0',
      CROSSFOLD_SLOTS_PROBE: 'tiny,0,16',
    };
    const problems = problemsOf({ ...valid, ...wrong });
    expect(problems).toHaveLength(4);
    expect(problems.join()).toContain('"auto", got all');
  });

  it('knows where notices of pre-emption may come from', () => {
    const preemption = {
      CROSSFOLD_PREEMPTION_CLOUD: 'gcp',
      CROSSFOLD_PREEMPTION_URL: 'http://127.0.0.1:8080/',
      CROSSFOLD_PREEMPTION_SIGNAL: 'SIGUSR1',
    };
    expect(loadConfig({ ...valid, ...preemption }).preemption).toEqual({
      file: null,
      cloud: 'gcp',
      metadataUrl: 'http://127.0.0.1:8080',
      signal: 'SIGUSR1',
    });
    const unknown = { CROSSFOLD_PREEMPTION_CLOUD: 'moon', CROSSFOLD_PREEMPTION_SIGNAL: 'SIGKILL' };
    const problems = problemsOf({ ...valid, ...unknown }).join();
    for (const variable of Object.keys(unknown)) expect(problems).toContain(variable);
  });

  it('takes what is set to nothing for unset, and values without the white space around them', () => {
    const config = loadConfig({
      REDIS_URL: `${valid.REDIS_URL}\n`,
      CROSSFOLD_STORE: `${valid.CROSSFOLD_STORE}\r`,
      CROSSFOLD_SLOTS: '',
      CROSSFOLD_WORKER_NAME: ' ',
      CROSSFOLD_PREEMPTION_URL: '',
    });
    expect(config).toMatchObject({ redisUrl: valid.REDIS_URL, slots: null });
    expect(config.name).not.toBe('');
    expect(config.store).toEqual({ kind: 'file', dir: '/tmp/store' });
  });

  it.each(['/', '#', '%', '?'])('shows no part of a password with %s in it', (character) => {
    const url = `redis://:s3cr${character}et@127.0.0.1:x`;
    const told = problemsOf({ ...valid, REDIS_URL: url }).join();
    expect(told).toContain('REDIS_URL');
    expect(told).toContain('percent-encoded');
    expect(told).not.toMatch(/s3cr|et@/);
  });

  it('reads where weights may come from', () => {
    const given = {
      CROSSFOLD_WEIGHTS_DIR: '/weights',
      CROSSFOLD_WEIGHTS_FOLDERS: '/studies:/more',
      CROSSFOLD_WEIGHTS_HOSTS: 'models.lab, 10.1.0.0/16',
      CROSSFOLD_WEIGHTS_BUCKETS: 'zoo',
    };
    expect(loadConfig({ ...valid, ...given }).weightsAccess).toEqual({
      dir: '/weights',
      folders: ['/studies', '/more'],
      hosts: ['models.lab', '10.1.0.0/16'],
      buckets: ['zoo'],
    });
    const wrong = {
      CROSSFOLD_WEIGHTS_FOLDERS: 'relative',
      CROSSFOLD_WEIGHTS_HOSTS: 'http://host',
      CROSSFOLD_WEIGHTS_BUCKETS: 'A_B',
    };
    const problems = problemsOf({ ...valid, ...wrong }).join();
    for (const variable of Object.keys(wrong)) expect(problems).toContain(variable);
  });

  it('reads weights from the bucket of the store alone, unless told otherwise', () => {
    const store = { CROSSFOLD_STORE: 's3://results/studies', S3_REGION: 'eu-central-1' };
    expect(loadConfig({ ...valid, ...store }).weightsAccess.buckets).toEqual(['results']);
    expect(loadConfig(valid).weightsAccess.buckets).toEqual([]);
  });

  it('prints no password of an address that it refuses', () => {
    const secret = {
      REDIS_URL: 'http://u:pass-of-redis@host',
      S3_ENDPOINT: 'ftp://u:pass-of-s3@h',
    };
    const problems = problemsOf({ ...valid, ...secret }).join();
    expect(problems).toContain('REDIS_URL');
    expect(problems).not.toMatch(/pass-of/);
  });

  it('tells metrics at this machine alone, where a port is named', () => {
    expect(loadConfig(valid).metrics).toBeNull();
    const named = { ...valid, CROSSFOLD_METRICS_PORT: '9464' };
    expect(loadConfig(named).metrics).toEqual({ host: '127.0.0.1', port: 9464 });
    const open = { ...named, CROSSFOLD_METRICS_HOST: '0.0.0.0' };
    expect(loadConfig(open).metrics).toEqual({ host: '0.0.0.0', port: 9464 });
    expect(problemsOf({ ...valid, CROSSFOLD_METRICS_PORT: '70000' }).join()).toContain('70000');
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
