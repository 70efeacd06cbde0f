import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, variantConfigSchema } from '@crossfold/contracts';
import { hashTensors } from '@crossfold/graph';
import {
  buildClassifier,
  encodeSafetensors,
  initialiseParameters,
  loadWeights,
  selectParameters,
} from '@crossfold/model';
import { fetchPinnedFile, openObjectStore } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startS3Server, type S3Server } from '../support/s3-server.js';

const { model } = variantConfigSchema.parse({ model: { backbone: 'tiny', imageSizePx: 32 } });
const classifier = buildClassifier(model, 7);
const { backbone: network } = classifier;
const tensors = selectParameters(classifier, initialiseParameters(classifier, 3));
const bytes = encodeSafetensors({ tensors, metadata: {} });

describe('weights in a bucket', () => {
  let server: S3Server;
  let folder: string;

  beforeAll(async () => {
    server = await startS3Server();
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
    folder = await mkdtemp(join(tmpdir(), 'crossfold-weights-'));
    const { endpoint, bucket } = server;
    const settings = { endpoint, bucket, region: 'us-east-1', forcePathStyle: true };
    const store = openObjectStore({ kind: 's3', ...settings });
    await store.put('zoo/tiny.safetensors', bytes);
    await store.close();
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  });

  // The results lie in another bucket, or in a folder: what names them says nothing of weights.
  const fetchWeights = (
    key: string,
    hash: string,
    store = 's3://results/studies',
    buckets = [server.bucket],
  ) =>
    fetchPinnedFile(
      { address: `s3://${server.bucket}/${key}`, sha256: hash },
      {
        folder,
        environment: { CROSSFOLD_STORE: store, S3_BUCKET: 'results', S3_ENDPOINT: server.endpoint },
        hosts: [],
        buckets,
        onProgress: () => undefined,
      },
    );

  it('are fetched once, and are the weights that were put there', async () => {
    const path = await fetchWeights('zoo/tiny.safetensors', sha256(bytes));
    expect(await readFile(path)).toEqual(Buffer.from(bytes));
    const loaded = await loadWeights(path, { network, flavour: 'keras' }, sha256(bytes));
    const own = new Map(
      network.parameters.flatMap(({ name }) => {
        const tensor = tensors.get(name);
        return tensor ? [[name, tensor] as const] : [];
      }),
    );
    expect(hashTensors(loaded.tensors)).toBe(hashTensors(own));
  });

  it('are refused by name where they are others, or not there', async () => {
    const other = fetchWeights('zoo/tiny.safetensors', '0'.repeat(64), 'file:///somewhere');
    await expect(other).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(other).rejects.toThrow('got another file');
    const elsewhere = fetchWeights('zoo/tiny.safetensors', sha256('y'), undefined, ['results']);
    await expect(elsewhere).rejects.toThrow(`a bucket to read weights from, got ${server.bucket}`);
    const missing = fetchWeights('zoo/other.safetensors', sha256('x'));
    await expect(missing).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(missing).rejects.toThrow('zoo/other.safetensors, got none');
  });
});
