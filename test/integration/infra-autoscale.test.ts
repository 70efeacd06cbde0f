import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultQueuePrefix, queuePriority, taskQueueName } from '@crossfold/contracts';
import { startValkey, type ValkeyServer } from '@crossfold/provision';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { infraFolder, readKubernetes, type Kustomization } from '../support/infra-files.js';

interface ScaledObject {
  readonly metadata: { readonly namespace: string };
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string };
    readonly advanced: { readonly scalingModifiers: { readonly formula: string } };
    readonly triggers: readonly {
      readonly name: string;
      readonly metadata: { readonly address: string; readonly listName: string };
    }[];
  };
}

const folder = join(infraFolder, 'kubernetes', 'autoscale');
const read = async (name: string): Promise<unknown> =>
  parse(await readFile(join(folder, name), 'utf8'));
const { metadata, spec } = (await read('scaled-object.yaml')) as ScaledObject;
const keys = spec.triggers.map((trigger) => trigger.metadata.listName);

describe('autoscale', () => {
  let dataDir: string;
  let valkey: ValkeyServer;
  let redis: Redis;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'crossfold-autoscale-'));
    valkey = await startValkey({ dataDir, report: () => undefined });
    redis = new Redis(valkey.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await valkey.stop();
    await rm(dataDir, { recursive: true });
  });

  /** As the scaler counts: by what lies at the key. */
  async function countOf(key: string): Promise<number> {
    const type = await redis.type(key);
    if (type === 'zset') return redis.zcard(key);
    return type === 'list' ? redis.llen(key) : 0;
  }

  async function countAll(): Promise<number> {
    const counts = await Promise.all(keys.map(countOf));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  it('counts each job that waits or runs once, and no other', async () => {
    const options = { connection: { url: valkey.url }, prefix: defaultQueuePrefix };
    const queue = new Queue(taskQueueName, options);
    const worker = new Worker(taskQueueName, null, {
      ...options,
      connection: { url: valkey.url },
    });
    await queue.add('job', {}, { priority: queuePriority(0) });
    await queue.add('job', {}, { priority: queuePriority(1) });
    await queue.add('job', {});
    await queue.add('later', {}, { delay: 3_600_000 });
    expect(await countAll()).toBe(3);
    const active = await worker.getNextJob('token');
    expect(active).toBeDefined();
    expect(await countAll()).toBe(3);
    await active?.moveToCompleted(null, 'token', false);
    expect(await countAll()).toBe(2);
    await Promise.all([worker.close(), queue.close()]);
  });

  it('adds up all that it counts', () => {
    const { formula } = spec.advanced.scalingModifiers;
    expect(formula.split('+').map((name) => name.trim())).toEqual(
      spec.triggers.map(({ name }) => name),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it('scales what is there, by the queue that is there', async () => {
    const { objects } = await readKubernetes('base');
    const named = (kind: string) =>
      objects.filter((object) => object.kind === kind).map((object) => object.metadata.name);
    expect(named('Deployment')).toContain(spec.scaleTargetRef.name);
    expect(named('Namespace')).toEqual([metadata.namespace]);
    for (const trigger of spec.triggers) {
      const [, service = '', namespace] =
        /^(\w+)\.(\w+)\.svc:6379$/.exec(trigger.metadata.address) ?? [];
      expect(named('Service')).toContain(service);
      expect(namespace).toBe(metadata.namespace);
    }
    const { patches = [] } = (await read('kustomization.yaml')) as Kustomization;
    for (const { path } of patches) {
      const patch = (await read(path)) as { kind: string; metadata: { name: string } };
      expect(named(patch.kind)).toContain(patch.metadata.name);
    }
  });
});
