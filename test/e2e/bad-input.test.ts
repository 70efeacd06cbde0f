import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CommandResult } from '../support/processes.js';
import { startS3Server } from '../support/s3-server.js';
import { startStack, type Stack } from '../support/stack.js';

/** Nothing listens on the port for discarding. */
const deadRedis = 'redis://127.0.0.1:9';

describe('bad input', () => {
  let stack: Stack;
  let folder: string;
  let metadataPath: string;
  let metadata: string;

  beforeAll(async () => {
    stack = await startStack();
    folder = join(await mkdtemp(join(tmpdir(), 'crossfold-bad-')), 'drawn');
    const look = ['--images', '70', '--shares', 'mild', '--no-masks', '--width-px', '200'];
    const synth = ['dataset', 'synth', folder, ...look];
    expect(await runCli(synth, stack.env)).toMatchObject({ code: 0 });
    metadataPath = join(folder, 'HAM10000_metadata.csv');
    metadata = await readFile(metadataPath, 'utf8');
  });

  afterAll(async () => {
    await stack.stop();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  async function storedKeys(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of stack.store.list('')) keys.push(key);
    return keys;
  }

  function expectRefusal(result: CommandResult, code: number, ...words: RegExp[]): void {
    expect(result.code).toBe(code);
    for (const word of [...words, /^remedy: \S/m]) expect(result.stderr).toMatch(word);
    expect(result.stderr).not.toMatch(/\n {4}at /);
  }

  const add = (name: string, ...options: string[]) =>
    runCli(['dataset', 'add', folder, '--name', name, ...options], stack.env);

  it('a study file that is wrong, and names what is not there, with all of it at once', async () => {
    const file = join(folder, 'study.yaml');
    const weights = '{ model: { weights: { from: file, path: none.h5 } } }';
    await writeFile(
      file,
      `name: x\ndataset: nowhere\nfold: 3\nreuse: [gone]\nbaseline: ${weights}\n`,
    );
    for (const command of [
      ['run', file],
      ['study', 'forecast', file],
    ]) {
      const home = { ...stack.env, CROSSFOLD_URL: '', CROSSFOLD_HOME: join(folder, '..', 'home') };
      const result = await runCli(command, home);
      expectRefusal(result, 2, /SPEC_INVALID/, /"fold"; did you mean "folds"/);
      expect(result.stderr).toMatch(/dataset: expected one of the data sets \[.*got "nowhere"/);
      expect(result.stderr).toMatch(/reuse: expected .*gone/);
      expect(result.stderr).toMatch(/model\.weights\.path: .*none\.h5: nothing there/);
    }
    await writeFile(file, 'name: x\ndataset: nowhere\nreuse: [gone]\n');
    const refused = await runCli(['run', file, '--no-follow'], stack.env);
    expectRefusal(refused, 2, /dataset: expected one of/, /reuse: expected .*gone/);
  });

  it('a study file with unknown keys and wrong values', async () => {
    const file = join(folder, 'study.yaml');
    const text = 'name: Bad Name\ndataset: drawn\nfold: 3\nbaseline: { model: { dropuot: 2 } }\n';
    await writeFile(file, text);
    const result = await runCli(['run', file, '--no-follow'], stack.env);
    expectRefusal(result, 2, /SPEC_INVALID/, /"fold"; did you mean "folds"/);
    expect(result.stderr).toMatch(/baseline\.model: unknown key "dropuot"; did you mean "dropout"/);
    expect(result.stderr).toMatch(/name: expected 1 to 63/);
    const response = await fetch(`${stack.api}/studies`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', dataset: 'drawn', fold: 3 }),
    });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toMatch(/application\/problem\+json/);
    expect(await response.json()).toMatchObject({ title: 'SPEC_INVALID', status: 422 });
    expect((await storedKeys()).filter((key) => key.startsWith('studies/'))).toEqual([]);
  });

  it('a study file that is no YAML, or is not there', async () => {
    const file = join(folder, 'broken.yaml');
    await writeFile(file, 'name: [1,\n');
    expectRefusal(await runCli(['run', file], stack.env), 2, /expected YAML or JSON/, /line \d/);
    expectRefusal(await runCli(['run', `${file}.no`], stack.env), 2, /study file/, /nothing there/);
    expectRefusal(await runCli(['run', folder], stack.env), 2, /at \S+drawn, got a folder/);
    for (const [text, got] of [
      ['', /got nothing/],
      ['- a\n', /got a list/],
      ['hello\n', /got "hello"/],
    ] as const) {
      await writeFile(file, text);
      expectRefusal(await runCli(['run', file], stack.env), 2, /name: my-study/, got);
    }
  });

  it('a data set that is not there, with the names that are', async () => {
    expectRefusal(await runCli(['plan', 'nothing'], stack.env), 1, /NOT_FOUND/, /data sets/);
  });

  it('an unknown command and an option out of range', async () => {
    expectRefusal(await runCli(['dataste'], stack.env), 2, /Did you mean dataset/);
    const plan = ['plan', '--metadata', metadataPath, '--folds', '1'];
    expectRefusal(await runCli(plan, stack.env), 2, /whole number in 2 … 50/);
  });

  it('a metadata table without a column', async () => {
    await writeFile(metadataPath, metadata.replace('lesion_id', 'lesion'));
    const before = await storedKeys();
    expectRefusal(await add('bad'), 1, /DATASET_INVALID/, /lesion_id/);
    expect(await storedKeys()).toEqual(before);
    await writeFile(metadataPath, metadata);
  });

  it('a truncated JPEG and an unknown class: named, dropped, and refused when strict', async () => {
    const rows = metadata.trim().split('\n');
    const ids = rows.slice(1).map((row) => row.split(',')[1] ?? '');
    const [cut = '', odd = ''] = ids;
    const dx = rows[2]?.split(',')[2] ?? '';
    await writeFile(metadataPath, metadata.replace(`,${odd},${dx},`, `,${odd},wart,`));
    const { path, bytes } = await findImage(folder, cut);
    await truncate(path, Math.floor(bytes.length / 2));
    const before = await storedKeys();
    expectRefusal(await add('strict', '--strict'), 1, /DATASET_INVALID/, new RegExp(cut));
    expect(await storedKeys()).toEqual(before);
    const { code, stdout } = await add('lenient');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`${cut}: unreadable-image: .* -> dropped`));
    expect(stdout).toMatch(new RegExp(`${odd}: unknown-class: .*wart.* -> dropped`));
    await writeFile(path, bytes);
    await writeFile(metadataPath, metadata);
  });

  it('Redis away: for the command, for doctor, and for a server that runs', async () => {
    const env = { ...stack.env, CROSSFOLD_URL: '', REDIS_URL: deadRedis };
    const file = join(folder, 'good.yaml');
    await writeFile(file, 'name: good\ndataset: lenient\n');
    const before = await storedKeys();
    expectRefusal(await runCli(['run', file], env), 1, /QUEUE_UNAVAILABLE/, /REDIS_URL/);
    expect(await storedKeys()).toEqual(before);
    const doctor = await runCli(['doctor'], env);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/Redis +problem/);
    expect(doctor.stdout).toMatch(/Redis: Check that Redis runs/);
  });

  it('a port that is taken, and a file where the state should be', async () => {
    const home = join(folder, '..', 'home');
    const env = { ...stack.env, CROSSFOLD_URL: '', CROSSFOLD_HOME: home };
    const taken = await runCli(['up', '--port', new URL(stack.api).port], env);
    expectRefusal(taken, 2, /CONFIG_INVALID/, /port that another process uses/, /--port/);
    const noFolder = { ...env, CROSSFOLD_HOME: metadataPath };
    const refused = await runCli(['study', 'list'], noFolder);
    expectRefusal(refused, 2, /CONFIG_INVALID/, /folder for the state/, /CROSSFOLD_HOME/);
  });

  it('many problems: the first ones and the remedy on one screen, all of them as JSON', async () => {
    const file = join(folder, 'many.yaml');
    const explicit = Array.from({ length: 30 }, (_, i) => `{ name: a${i}, overrides: { mdl: 1 } }`);
    await writeFile(file, `name: m\ndataset: lenient\narms: { explicit: [${explicit.join()}] }\n`);
    const result = await runCli(['run', file, '--no-follow'], stack.env);
    expectRefusal(result, 2, /\(a0\): .*"mdl"; did you mean "model"/, /… and 11 more; --json/);
    const { stderr } = await runCli(['run', file, '--no-follow', '--json'], stack.env);
    const { error } = JSON.parse(stderr) as { error: { problems: string[] } };
    expect(error.problems).toHaveLength(30);
  });

  it('wrong S3 credentials', async () => {
    const server = await startS3Server();
    const env = {
      ...stack.env,
      CROSSFOLD_URL: '',
      CROSSFOLD_STORE: `s3://${server.bucket}/study`,
      S3_ENDPOINT: server.endpoint,
      S3_FORCE_PATH_STYLE: 'true',
      S3_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'wrong',
    };
    try {
      const result = await runCli(['dataset', 'add', folder, '--name', 'remote'], env);
      expectRefusal(result, 1, /STORE_REFUSED/, /AWS_SECRET_ACCESS_KEY/);
      const right = { ...env, AWS_SECRET_ACCESS_KEY: server.secretAccessKey };
      expect((await runCli(['dataset', 'list'], right)).stdout).toMatch(/no data sets/);
    } finally {
      await server.stop();
    }
  });
});

async function findImage(folder: string, imageId: string) {
  for (const part of ['HAM10000_images_part_1', 'HAM10000_images_part_2']) {
    const path = join(folder, part, `${imageId}.jpg`);
    const bytes = await readFile(path).catch(() => null);
    if (bytes) return { path, bytes };
  }
  throw new Error(`no image ${imageId}`);
}
