import { defaultQueuePrefix } from '@crossfold/contracts';
import { probeRedis } from '@crossfold/queue';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startPlainValkey, type PlainValkey } from '../support/plain-valkey.js';
import { waitUntil } from '../support/wait-until.js';

const password = 'se/cr#t%@';

describe('a Redis is tried at the start', () => {
  let valkey: PlainValkey;

  beforeAll(async () => {
    valkey = await startPlainValkey();
  });
  afterAll(() => valkey.stop());

  /** The address for a user who has all rights but these. */
  async function userWithout(...rights: string[]): Promise<string> {
    await valkey.admin.call(
      'ACL',
      'SETUSER',
      'crossfold',
      'reset',
      'on',
      `>${password}`,
      '~*',
      '&*',
    );
    await valkey.admin.call('ACL', 'SETUSER', 'crossfold', '+@all', ...rights);
    return `redis://crossfold:${encodeURIComponent(password)}@127.0.0.1:${valkey.port}`;
  }

  const probe = (url: string, prefix = defaultQueuePrefix) => probeRedis(url, prefix);

  async function refusal(url: string, prefix?: string) {
    const error: unknown = await probe(url, prefix).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error as { code: string; message: string; remedy: string };
  }

  it('and leaves nothing behind in one that serves', async () => {
    const traits = await probe(valkey.url);
    expect(traits).toMatchObject({ hasInfo: true, evictionPolicy: 'noeviction' });
    expect(await valkey.admin.dbsize()).toBe(0);
  });

  it('and is used without INFO, where that may not be asked', async () => {
    expect(await probe(await userWithout('-info'))).toMatchObject({
      hasInfo: false,
      version: null,
    });
  });

  it.each([
    ['EVAL', '-@scripting'],
    ['BZPOPMIN', '-@blocking'],
    ['XADD', '-xadd'],
  ])('and refused by name without %s (%s)', async (command, right) => {
    const error = await refusal(await userWithout(right));
    expect(error).toMatchObject({ code: 'QUEUE_REFUSED' });
    expect(error.message).toContain(command);
    expect(error.remedy).toContain('+@scripting');
  });

  it('and refused by name where it wants a password, or another one, which is never shown', async () => {
    await userWithout();
    await valkey.admin.config('SET', 'requirepass', password);
    onTestFinished(() => void valkey.admin.config('SET', 'requirepass', ''));
    for (const [url, word] of [
      [valkey.url, 'NOAUTH'],
      [`redis://:wrong-secret@127.0.0.1:${valkey.port}`, 'WRONGPASS'],
      [`redis://crossfold:wrong-secret@127.0.0.1:${valkey.port}`, 'WRONGPASS'],
    ] as const) {
      const error = await refusal(url);
      expect(error).toMatchObject({ code: 'QUEUE_REFUSED' });
      expect(error.message).toContain(word);
      expect(error.remedy).toContain('percent-encoded');
      expect(JSON.stringify(error) + error.message).not.toContain('wrong-secret');
    }
    await probe(`redis://:${encodeURIComponent(password)}@127.0.0.1:${valkey.port}`);
  });

  it('and told by name where its memory is full', async () => {
    await valkey.admin.config('SET', 'maxmemory', '1');
    onTestFinished(() => void valkey.admin.config('SET', 'maxmemory', '0'));
    const error = await refusal(valkey.url);
    expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(error.message).toContain('OOM');
    expect(error.remedy).toContain('maxmemory');
  });

  it('and told by name where it takes no more connections', async () => {
    await valkey.admin.config('SET', 'maxclients', '1');
    onTestFinished(() => void valkey.admin.config('SET', 'maxclients', '1000'));
    const error = await refusal(valkey.url);
    expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(error.message).toContain('maxclients');
  });

  it('and told by name where it is a replica', async () => {
    const primary = await startPlainValkey();
    const replica = await startPlainValkey(['--replicaof', `127.0.0.1 ${primary.port}`]);
    onTestFinished(async () => {
      await Promise.all([primary.stop(), replica.stop()]);
    });
    const error = await refusal(replica.url);
    expect(error.message).toContain('READONLY');
    expect(error.remedy).toContain('primary');
  });

  it('and refused by name where it is a Sentinel', async () => {
    const sentinel = await startPlainValkey(['--sentinel']);
    onTestFinished(() => sentinel.stop());
    const error = await refusal(sentinel.url);
    expect(error, error.message).toMatchObject({ code: 'QUEUE_REFUSED' });
    expect(error.message).toContain('Sentinel');
  });
});

describe('a cluster of one node', () => {
  let valkey: PlainValkey;

  beforeAll(async () => {
    valkey = await startPlainValkey(['--cluster-enabled', 'yes']);
    await valkey.admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    const redis = new Redis(valkey.url);
    await waitUntil('a cluster that is whole', async () =>
      String(await redis.call('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
    redis.disconnect();
  });
  afterAll(() => valkey.stop());

  it('serves the default prefix, which is a hash tag', async () => {
    expect(await probeRedis(valkey.url, defaultQueuePrefix)).toMatchObject({ hasInfo: true });
  });

  it('is refused by name with a prefix that is none', async () => {
    await expect(probeRedis(valkey.url, 'plain')).rejects.toMatchObject({
      code: 'QUEUE_REFUSED',
      remedy: expect.stringContaining('CROSSFOLD_QUEUE_PREFIX={crossfold}') as string,
    });
  });

  it('is refused by name where another node holds the keys', async () => {
    await valkey.admin.call('CLUSTER', 'DELSLOTSRANGE', '0', '16383');
    await expect(probeRedis(valkey.url, defaultQueuePrefix)).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: expect.stringContaining('CLUSTERDOWN') as string,
    });
  });
});
