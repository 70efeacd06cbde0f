import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AppError } from '@crossfold/contracts';
import { flipByte } from './flip-byte.js';
import { freePort } from './plain-valkey.js';
import { hasContainerEngine, tellServer } from './server-source.js';
import { buildVersitygw } from './versitygw.js';

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Changes one byte of a stored object, its metadata staying as they are. */
  corrupt(key: string): Promise<void>;
  stop(): Promise<void>;
}

type Access = Pick<S3Server, 'endpoint' | 'bucket' | 'accessKeyId' | 'secretAccessKey'>;

const image = 'versity/versitygw:v1.8.0';
const portInContainer = 7070;
const startTimeoutMs = 20_000;

/**
 * A real S3 server with an empty bucket: the one that `CROSSFOLD_TEST_S3_ENDPOINT` names (with
 * `CROSSFOLD_TEST_S3_BUCKET`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`), else a container
 * where a Docker engine runs, else a versitygw process, built with Go where there is none yet.
 *
 * @param keepsAlive whether connections stay open between requests, as versitygw does on demand only
 * @throws AppError PROVISION_FAILED when none of these is possible
 */
export async function startS3Server({ keepsAlive = false } = {}): Promise<S3Server> {
  const environment = keepsAlive ? { VGW_KEEP_ALIVE: 'true' } : {};
  return (
    fromEnvironment(process.env) ??
    (await startContainer(environment)) ??
    (await startProcess(environment))
  );
}

function fromEnvironment(environment: NodeJS.ProcessEnv): S3Server | undefined {
  const endpoint = environment['CROSSFOLD_TEST_S3_ENDPOINT'];
  if (!endpoint) return undefined;
  const need = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    throw new AppError('PROVISION_FAILED', `expected ${name} for ${endpoint}, got nothing`);
  };
  tellServer('S3 server', `the one at ${endpoint}, by CROSSFOLD_TEST_S3_ENDPOINT`);
  const access: Access = {
    endpoint,
    bucket: need('CROSSFOLD_TEST_S3_BUCKET'),
    accessKeyId: need('AWS_ACCESS_KEY_ID'),
    secretAccessKey: need('AWS_SECRET_ACCESS_KEY'),
  };
  return { ...access, corrupt: corruptOverS3(access), stop: () => Promise.resolve() };
}

type Environment = Readonly<Record<string, string>>;

async function startContainer(environment: Environment): Promise<S3Server | undefined> {
  if (!(await hasContainerEngine())) return undefined;
  const { GenericContainer } = await import('testcontainers');
  tellServer('S3 server', `a container of ${image}`);
  const keys = newKeys();
  const container = await new GenericContainer(image)
    .withEnvironment({ ...environment, ...rootKeys(keys) })
    .withCommand(['--port', `:${portInContainer}`, 'posix', '/tmp'])
    .withExposedPorts(portInContainer)
    .start();
  const endpoint = `http://${container.getHost()}:${container.getMappedPort(portInContainer)}`;
  const access = { endpoint, ...keys };
  await createBucket(access);
  return {
    ...access,
    corrupt: corruptOverS3(access),
    stop: async () => {
      await container.stop();
    },
  };
}

async function startProcess(environment: Environment): Promise<S3Server> {
  const program = await buildVersitygw();
  tellServer('S3 server', `a process (${program}), no container engine`);
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-s3-'));
  const address = `127.0.0.1:${await freePort()}`;
  const keys = newKeys();
  const args = ['--port', address, '--quiet', 'posix', folder];
  const env = { ...process.env, ...environment, ...rootKeys(keys) };
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const kill = () => child.kill();
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  const access = { endpoint: `http://${address}`, ...keys };
  try {
    await createBucket(access);
  } catch (cause) {
    await stop();
    const got = said.join('').trim() || 'no answer';
    throw new AppError('PROVISION_FAILED', `expected ${program} at ${address}, got ${got}`, {
      cause,
    });
  }
  return { ...access, corrupt: (key) => flipByte(join(folder, access.bucket, key)), stop };
}

function newKeys() {
  return { bucket: 'crossfold-test', accessKeyId: 'crossfold', secretAccessKey: randomUUID() };
}

function rootKeys({ accessKeyId, secretAccessKey }: Omit<Access, 'endpoint'>) {
  return { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey };
}

/** Tries until the server, just started, answers. */
async function createBucket(access: Access): Promise<void> {
  const client = createClient(access);
  const giveUpAt = Date.now() + startTimeoutMs;
  for (;;) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: access.bucket }));
      client.destroy();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await sleep(50);
    }
  }
}

/** For servers whose disk is out of reach: other bytes of the same length under the same metadata. */
function corruptOverS3(access: Access): (key: string) => Promise<void> {
  return async (key) => {
    const client = createClient(access);
    const place = { Bucket: access.bucket, Key: key };
    const { Body, Metadata } = await client.send(new GetObjectCommand(place));
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
    await client.send(new PutObjectCommand({ ...place, Body: bytes, Metadata }));
    client.destroy();
  };
}

function createClient({ endpoint, accessKeyId, secretAccessKey }: Access): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
}
