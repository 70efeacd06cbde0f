/*
 * Builds the images of the orchestrator and of the CPU worker, and runs a small study through containers
 * of them, beside a Valkey of this machine: npm run container-check. On the way a worker is told to
 * leave. Takes docker, podman or buildah, whichever works; further arguments go to its build.
 */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startValkey } from '@crossfold/provision';
import { findEngine } from './engine.mjs';

const patienceMs = 300_000;
const images = {
  orchestrator: 'localhost/crossfold/orchestrator',
  worker: 'localhost/crossfold/worker',
};

const study = {
  name: 'container-check',
  dataset: 'drawn',
  folds: 2,
  sealedShare: 0.2,
  seeds: [1],
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [16] },
    training: {
      batchSize: 4,
      earlyStopping: null,
      stages: [{ name: 'all', trainable: 'all', epochs: 40, learningRate: 0.003 }],
    },
  },
  arms: { leaveOneOut: ['classWeights'] },
};

function say(text) {
  process.stdout.write(`${text}\n`);
}

function expectThat(holds, what, output = '') {
  if (!holds) throw new Error(`expected ${what}\n${output}`);
  say(`ok: ${what}`);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const engine = findEngine();
say(`builds with ${engine.name}`);
const { stdout: commit } = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' });
for (const [target, image] of Object.entries(images)) {
  const args = ['--build-arg', `GIT_COMMIT=${commit.trim()}`, ...process.argv.slice(2)];
  engine.build(target, image, args);
}

const folder = mkdtempSync(join(tmpdir(), 'crossfold-container-check-'));
// Not where the images declare a volume: buildah at times lays that over what is mounted there.
const shared = join(folder, 'shared');
mkdirSync(shared);
// The user of the images has another number than the one of this process.
chmodSync(shared, 0o777);
chmodSync(folder, 0o755);
const valkey = await startValkey({ dataDir: join(folder, 'valkey'), report: () => undefined });
const running = [];

const url = `http://127.0.0.1:${await freePort()}`;
const token = randomBytes(24).toString('hex');
const env = {
  REDIS_URL: valkey.url,
  CROSSFOLD_STORE: 'file:///shared/store',
  CROSSFOLD_API_TOKEN: token,
};
const mounts = { [shared]: '/shared' };

function start(image, more = {}) {
  const container = engine.run({ image, env: { ...env, ...more }, mounts });
  running.push(container);
  return container;
}

async function crossfold(...args) {
  const command = ['crossfold', ...args];
  const environment = { ...env, CROSSFOLD_URL: url };
  const { exited } = engine.run({ image: images.worker, env: environment, mounts, command });
  const { code, output } = await exited;
  expectThat(code === 0, `crossfold ${args.join(' ')} ends with 0`, output);
}

async function api(path, body) {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function until(path, what, holds) {
  for (const giveUpAt = performance.now() + patienceMs; ; await sleep(100)) {
    const answer = await api(path);
    if (holds(answer)) return say(`ok: ${what}`);
    if (performance.now() > giveUpAt)
      throw new Error(`expected ${what}, got ${JSON.stringify(answer)}`);
  }
}

async function leave(container, what) {
  const askedAt = performance.now();
  container.terminate();
  const { code, output } = await container.exited;
  const seconds = ((performance.now() - askedAt) / 1000).toFixed(1);
  expectThat(code === 0, `${what} exits with 0 on SIGTERM, after ${seconds} s`, output);
}

async function check() {
  const orchestrator = start(images.orchestrator, {
    CROSSFOLD_HOST: '127.0.0.1',
    CROSSFOLD_PORT: new URL(url).port,
  });
  await orchestrator.ready;
  expectThat((await fetch(`${url}/health/ready`)).ok, 'the orchestrator is ready');
  expectThat((await fetch(`${url}/api/v1/studies`)).status === 401, 'it asks for the token');
  const sizes = ['--images', '140', '--seed', '5', '--shares', 'mild'];
  await crossfold('dataset', 'synth', '/shared/drawn', ...sizes);
  await crossfold('dataset', 'add', '/shared/drawn', '--name', 'drawn');
  const { studyId } = await api('studies', study);
  const first = start(images.worker);
  await first.ready;
  await until(`studies/${studyId}`, 'a trial runs', ({ trials }) => trials.running > 0);
  await leave(first, 'a worker at work');
  await until(`studies/${studyId}`, 'its trial waits again', ({ trials }) => trials.running === 0);
  const second = start(images.worker);
  await until(`studies/${studyId}`, 'the study is finished', ({ state }) => state === 'finished');
  const { trials } = await api(`studies/${studyId}`);
  expectThat(trials.succeeded === 4, 'all four trials have succeeded', JSON.stringify(trials));
  await crossfold('verify', studyId);
  await leave(second, 'an idle worker');
  await leave(orchestrator, 'the orchestrator');
}

try {
  await check();
  say('the images work');
} finally {
  for (const container of running) {
    try {
      container.terminate();
    } catch {
      // It has ended.
    }
    await container.exited;
  }
  await valkey.stop();
  rmSync(folder, { recursive: true, force: true });
}
