import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  byteObjects,
  records,
  researchOnly,
  sha256,
  type ImagePrediction,
  type PredictionView,
} from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, runProgram } from '../support/processes.js';
import { ensurePythonEnv, predictPipOptions, predictRequirements } from '../support/python-env.js';
import { startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';

const archive = fileURLToPath(new URL('../fixtures/store-version-1.tar.gz', import.meta.url));

/** On a finished study that the repository holds, so that nothing has to be trained. */
describe('predictions by the API', () => {
  let folder: string;
  let stack: Stack;
  let studyId: string;
  let files: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-predictions-'));
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder]);
    [studyId = ''] = await readdir(join(folder, 'store', 'objects', 'studies'));
    const found = await readdir(join(folder, 'drawn'), { recursive: true });
    files = found
      .filter((name) => name.endsWith('.jpg'))
      .slice(0, 18)
      .sort();
    files = files.map((name) => join(folder, 'drawn', name));
    stack = await startStack({ CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href });
    await stack.startWorker('first');
  });
  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true });
  });

  const image = async (path: string) => {
    return { name: path.slice(-16), data: (await readFile(path)).toString('base64') };
  };
  /** Of the command line alone: it asks no server. */
  const ownEnv = () => ({ ...stack.env, CROSSFOLD_URL: '' });
  const predictByCommand = async (model: string, ...images: string[]): Promise<Answer[]> => {
    const args = ['predict', model, ...images, '--json', '--coverage', '0.8'];
    const { code, stdout, stderr } = await runCli(args, ownEnv());
    expect({ code }, stderr).toEqual({ code: 0 });
    return linesOf<ImagePrediction>(stdout).flatMap(({ answer }) => answer ?? []);
  };
  const request = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${stack.api}/predictions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('answers what the command line and a package answer, bad images by name', async () => {
    const [first = '', second = ''] = files;
    const images = [await image(first), { name: 'no image', data: 'AAAA' }, await image(second)];
    const answer = await request({ studyId, images, coverage: 0.8, explain: true });
    expect(answer.status).toBe(202);
    const { order, notice } = (await answer.json()) as PredictionView;
    expect(notice).toBe(researchOnly);
    const path = `/predictions/${order.predictionId}`;
    const view = await waitUntil('an answer', async () => {
      const found = await stack.get<PredictionView>(path);
      return found.state === 'open' ? null : found;
    });
    expect(view).toMatchObject({ state: 'finished', failure: null });
    const [one, bad, two] = view.result?.predictions ?? [];
    expect(bad).toMatchObject({ image: 'no image', error: { code: 'IMAGE_UNREADABLE' } });
    // A map of each image that has an answer.
    const hashes = view.result?.maps ?? [];
    expect(hashes.map((hash) => hash !== null)).toEqual([true, false, true]);
    const map = await fetch(`${stack.api}${path}/maps/3`);
    expect(map.headers.get('content-type')).toBe('image/png');
    expect(sha256(Buffer.from(await map.arrayBuffer()))).toBe(hashes[2]);
    expect((await fetch(`${stack.api}${path}/maps/2`)).status).toBe(404);
    const answers = [one?.answer, two?.answer];
    const fromStore = await predictByCommand(studyId, first, second);
    expect(largestDistance(answers, fromStore)).toBeLessThan(1e-6);
    expect(answers.map((one) => one?.conformalSet)).toEqual(
      fromStore.map(({ conformalSet }) => conformalSet),
    );
    const packed = join(folder, 'packed');
    const exported = await runCli(['export', 'first', packed], ownEnv());
    expect({ code: exported.code }, exported.stderr).toEqual({ code: 0 });
    expect(await predictByCommand(packed, first, second)).toEqual(fromStore);
    const python = await ensurePythonEnv('predict', predictRequirements, predictPipOptions);
    const script = await runProgram([python, join(packed, 'predict.py'), first, second], {});
    expect({ code: script.code }, script.stderr).toEqual({ code: 0 });
    const inRuntime = linesOf<Answer>(script.stdout);
    expect(inRuntime).toHaveLength(2);
    expect(largestDistance(answers, inRuntime)).toBeLessThan(1e-4);
    expect(largestDistance(fromStore, inRuntime)).toBeLessThan(1e-4);
  });

  it('serves the command line, in several requests', async () => {
    const args = ['predict', 'first', ...files, '--csv'];
    const [own, asked] = [
      await runCli(args, { ...stack.env, CROSSFOLD_URL: '' }),
      await runCli(args, stack.env),
    ];
    expect({ code: asked.code }, asked.stderr).toEqual({ code: 0 });
    const cells = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => line.split(',')[1]);
    expect(cells(asked.stdout)).toHaveLength(19);
    expect(cells(asked.stdout)).toEqual(cells(own.stdout));
  });

  it('draws maps for the command line, none where a file is no image', async () => {
    const maps = join(folder, 'maps');
    const bad = join(folder, 'no-image.jpg');
    await writeFile(bad, 'text');
    const args = ['predict', 'first/full.f0.s1', bad, files[0] ?? '', '--explain', maps];
    const { code, stderr } = await runCli(args, stack.env);
    expect({ code }, stderr).toEqual({ code: 3 });
    const [name = '', ...others] = await readdir(maps);
    expect(others).toEqual([]);
    expect((await readFile(join(maps, name))).subarray(1, 4).toString()).toBe('PNG');
  });

  it('answers in the time that is waited for, and again when Redis was wiped', async () => {
    const images = [await image(files[0] ?? '')];
    const answer = await request({ studyId, trialId: 'full.f0.s1', images, waitSeconds: 25 });
    const { result, order } = (await answer.json()) as PredictionView;
    expect(result?.predictor).toMatchObject({ trialId: 'full.f0.s1', models: 1 });
    const at = { predictionId: order.predictionId };
    await stack.store.delete(records.predictionResult.key(at));
    await stack.flushRedis();
    await waitUntil('a new answer', () => stack.store.head(records.predictionResult.key(at)));
  });

  it('gives a named end where the weights are damaged', async () => {
    const images = [await image(files[0] ?? '')];
    const { weights } = await (async () => {
      const bytes = await stack.store.get(records.receipt.key({ studyId, trialId: 'full.f1.s1' }));
      return JSON.parse(Buffer.from(bytes.bytes).toString()) as { weights: { key: string } };
    })();
    await stack.store.put(weights.key, Buffer.from('other'));
    const answer = await request({ studyId, trialId: 'full.f1.s1', images, waitSeconds: 25 });
    expect((await answer.json()) as PredictionView).toMatchObject({
      state: 'failed',
      result: null,
      failure: { code: 'OBJECT_CORRUPT' },
    });
  });

  it.each([
    ['a study that is not there', { studyId: 'none' }, 404],
    ['a trial that is not there', { trialId: 'full.f7.s1' }, 404],
    ['no image', { images: [] }, 400],
    ['more images than are taken', { images: Array(17).fill({ name: 'a', data: 'AAAA' }) }, 400],
    ['what is no base64', { images: [{ name: 'a', data: 'AAAAA' }] }, 400],
    ['an unknown key', { sets: true }, 400],
  ])('refuses %s', async (_, change, status) => {
    const base = { studyId, images: [{ name: 'a', data: 'AAAA' }] };
    expect((await request({ ...base, ...change })).status).toBe(status);
  });

  it('refuses what another page sends, and forgets what is past its time', async () => {
    const body = { studyId, images: [{ name: 'a', data: 'AAAA' }] };
    const foreign = await request(body, { origin: 'https://elsewhere.example' });
    expect(foreign.status).toBe(403);
    const plain = await request(body, { 'content-type': 'text/plain' });
    expect(plain.status).toBe(415);
    const old = { predictionId: '20200101T000000-0a1b2c3d4e5f6a7b', image: 1 };
    const key = byteObjects.predictionImage.key(old);
    await stack.store.put(key, Buffer.from('image'));
    const again = await stack.interruptOrchestrator();
    await again();
    expect(await stack.store.head(key)).toBeNull();
    expect((await fetch(`${stack.api}/predictions/${old.predictionId}`)).status).toBe(404);
  });
});

type Answer = NonNullable<ImagePrediction['answer']>;

function linesOf<T>(text: string): T[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** Of the probabilities of all classes, of the same images. */
function largestDistance(
  answers: readonly (Pick<Answer, 'probabilities'> | null | undefined)[],
  others: readonly Pick<Answer, 'probabilities'>[],
): number {
  return Math.max(
    ...answers.flatMap((answer, i) =>
      Object.entries(answer?.probabilities ?? { none: NaN }).map(([name, p]) =>
        Math.abs(p - (others[i]?.probabilities[name] ?? NaN)),
      ),
    ),
  );
}
