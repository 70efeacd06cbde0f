import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { listTrials, newControl, records, type Study } from '@crossfold/contracts';
import { openObjectStore, updateRecord } from '@crossfold/storage';
import { writeReport } from '@crossfold/study';
import { studyOf, writeFailure, writeResult, writeStudy } from '@crossfold/study/fixtures';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addBareDataset } from '../support/bare-dataset.js';
import { runCli } from '../support/processes.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { startStack, type Stack } from '../support/stack.js';

const guard = fileURLToPath(new URL('../support/no-motion.cjs', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'crossfold-reading-'));
const home = join(folder, 'home');
const dir = join(home, 'store');
const file = join(folder, 'study.yaml');
const none = { CROSSFOLD_HOME: home, CROSSFOLD_URL: '', CROSSFOLD_STORE: '', REDIS_URL: '' };
const store = openObjectStore({ kind: 'file', dir });

/** One that is over, with a failure; one of which a trial is left; one that is paused. */
beforeAll(async () => {
  await addBareDataset(store);
  const arms = { explicit: [{ name: 'arm', overrides: { model: { dropout: 0.1 } } }] };
  const over = studyOf('over-11aa', { name: 'over', arms });
  const [failed = '', ...succeeded] = trialsOf(over).toReversed();
  await writeStudy(store, over);
  for (const trialId of succeeded) await writeResult(store, over, trialId);
  await writeFailure(store, over, failed);
  await writeReport(store, over.studyId);
  const left = studyOf('left-22bb', { name: 'left' });
  await writeStudy(store, left);
  await writeResult(store, left, trialsOf(left)[0] ?? '');
  const paused = studyOf('paused-33cc', { name: 'paused' });
  await writeStudy(store, paused);
  const control = { ...newControl(paused.studyId), desired: 'pause' as const, revision: 1 };
  await updateRecord(store, records.control, { studyId: paused.studyId }, () => control);
  writeFileSync(file, JSON.stringify({ ...(left.spec as object), name: 'next' }));
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function trialsOf(study: Study): string[] {
  return listTrials(study).map(({ trialId }) => trialId);
}

/** Where a process or a socket ends it, and no native part can be found. */
function runStill(...args: readonly string[]) {
  const cache = join(folder, 'no-native-parts');
  mkdirSync(cache, { recursive: true });
  const still = { CROSSFOLD_CACHE_DIR: cache, NODE_OPTIONS: `--require ${guard}`, PATH: cache };
  return runCli(args, { ...none, ...still });
}

function snapshot(): [string, string][] {
  const names = readdirSync(home, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  return files.sort().map((path) => [path, readFileSync(path, 'base64')]);
}

describe('commands that read', () => {
  const saved = ['--table', 'predictions', '--out', join(folder, 'predictions.csv')];
  it.each([
    ['study list', ['study', 'list'], 0, 'over-11aa\tfinished-with-failures\t'],
    ['study list of a state', ['study', 'list', '--state', 'paused'], 0, 'paused-33cc\tpaused'],
    ['study show', ['study', 'show', 'over'], 0, 'arm.f1.s1'],
    ['study show --config', ['study', 'show', 'over', '--config'], 0, 'dropout'],
    ['study file', ['study', 'file', 'over'], 0, 'dataset: drawn'],
    ['study forecast', ['study', 'forecast', file], 0, '2 trials'],
    ['study schema', ['study', 'schema'], 0, '$schema'],
    ['report', ['report', 'over'], 0, '# over'],
    ['report --format latex', ['report', 'over', '--format', 'latex'], 0, 'begin{table}'],
    ['report --table', ['report', 'over', '--table', 'cells'], 0, 'TRIAL_DIVERGED'],
    ['report --out', ['report', 'over', ...saved], 0, 'predictions.csv'],
    ['verify', ['verify', 'paused'], 1, 'whole objects of paused-33cc, got'],
    ['plan', ['plan', 'drawn', '--folds', '2', '--sealed-share', '0'], 0, 'fold plan'],
    ['dataset list', ['dataset', 'list'], 0, 'drawn'],
    ['top', ['top'], 0, 'studies 2, workers 0, trials running 0'],
    ['completion of names', ['completion', '--names', 'studies'], 0, 'over\n'],
  ] as const)('%s starts no process and opens no socket', async (_, args, code, text) => {
    const result = await runStill(...args);
    expect(result).toMatchObject({ code });
    expect(result.stdout + result.stderr).toContain(text);
  });

  it('are held to that by a guard that bites', async () => {
    const run = await runStill('run', file);
    expect(run).toMatchObject({ code: 97 });
    expect(run.stderr).toContain('expected neither a process nor a socket');
  });

  it('leave everything as it is', async () => {
    const before = snapshot();
    for (const args of [['list'], ['show', 'over'], ['show', 'left'], ['forecast', file]]) {
      expect(await runStill('study', ...args)).toMatchObject({ code: 0 });
    }
    await runStill('report', 'over');
    expect(snapshot()).toEqual(before);
  });

  it('say that a study with trials left is not trained, and how it goes on', async () => {
    const listed = await runStill('study', 'list');
    expect(listed.stdout).toContain('left-22bb\tqueued, no stack\t1 queued, 1 succeeded');
    const told =
      'left-22bb: no stack is running here; start one: crossfold study follow left-22bb, or crossfold up';
    expect(listed.stderr).toContain(told);
    const shown = await runStill('study', 'show', 'left');
    expect(shown.stdout).toContain('left-22bb: queued, ');
    expect(shown.stdout).toContain('no stack is running here');
    expect(shown.stdout).not.toContain('running,');
    const report = await runStill('report', 'left');
    expect(report).toMatchObject({ code: 1 });
    expect(report.stderr).toContain('queued and stands still: no stack is running here');
  });

  it('refuse a wrong study file as the server does', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'name: wrong\ndataset: drown\nreuse: [nobody]\n');
    const { code, stderr } = await runStill('study', 'forecast', wrong);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "drawn"');
    expect(stderr).toContain('expected the id of a study, got "nobody"');
  });
});

describe('of a store on S3, without a server', () => {
  const address = (server: S3Server) => `s3://${server.bucket}/reading`;
  let server: S3Server;
  let env: Record<string, string>;
  beforeAll(async () => {
    server = await startS3Server();
    env = {
      ...none,
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
      S3_REGION: 'us-east-1',
      S3_FORCE_PATH_STYLE: 'true',
      S3_ENDPOINT: server.endpoint,
    };
    const copied = await runCli(['store', 'copy', dir, address(server)], env);
    expect(copied, copied.stderr).toMatchObject({ code: 0 });
  });
  afterAll(() => server.stop());

  it('they answer as of a folder', async () => {
    const asked = [
      ['study', 'list'],
      ['study', 'show', 'over'],
      ['study', 'forecast', file],
      ['report', 'over'],
      ['verify', 'over'],
    ];
    const before = snapshot();
    for (const args of asked) {
      const ofS3 = runCli(args, { ...env, CROSSFOLD_STORE: address(server) });
      const [own, other] = await Promise.all([runStill(...args), ofS3]);
      expect(other, args.join(' ')).toMatchObject({ code: own.code, stdout: own.stdout });
      expect(other.stdout + other.stderr, args.join(' ')).not.toBe('');
    }
    expect(snapshot()).toEqual(before);
  });
});

describe('with a server on the same store', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ CROSSFOLD_STORE: pathToFileURL(dir).href });
  });
  afterAll(() => stack.stop());

  it('they answer as it does, field by field and byte by byte', async () => {
    const asked = [
      ['--json', 'study', 'list'],
      ['--json', 'study', 'show', 'over'],
      ['--json', 'study', 'show', 'over', '--config'],
      ['--json', 'study', 'file', 'over'],
      ['--json', 'study', 'forecast', file],
      ['--json', 'report', 'over'],
    ];
    for (const args of asked) {
      const [own, server] = await Promise.all([runStill(...args), runCli(args, stack.env)]);
      expect(own, args.join(' ')).toMatchObject({ code: 0 });
      expect(finished(own.stdout), args.join(' ')).toEqual(finished(server.stdout));
    }
    const formats = ['md', 'latex', 'json'].map((format) => ['--format', format]);
    const tables = ['variants', 'cells', 'caveats'].map((table) => ['--table', table]);
    for (const options of [...formats, ...tables, ['--json', '--table', 'variants']]) {
      const args = ['report', 'over', ...options];
      const [own, server] = await Promise.all([runStill(...args), runCli(args, stack.env)]);
      expect(own.stdout, options.join(' ')).toBe(server.stdout);
      expect(own.stdout).not.toBe('');
    }
  });

  it('an agent reads, and submits within its budget alone', async () => {
    const agent = await startAgent({ ...none, ...stack.env }, ['--max-trials', '3']);
    try {
      const { tools } = await agent.client.listTools();
      const changing = tools.filter(({ annotations }) => !annotations?.readOnlyHint);
      expect(changing.map(({ name }) => name)).toEqual(['submit_study']);
      const listed = await agent.call('list_studies', { text: 'over' });
      expect(listed).toMatchObject({ studies: [{ studyId: 'over-11aa' }], session: { looks: 0 } });
      expect(await agent.call('list_datasets')).toMatchObject({ datasets: [{ name: 'drawn' }] });
      const plan = await agent.call('plan_folds', { dataset: 'drawn', folds: 2 });
      expect(plan).toMatchObject({ leak: { leakedImages: 0 } });
      expect(await agent.call('show_study', { study: 'over' })).toMatchObject({
        failures: [{ code: 'TRIAL_DIVERGED', trials: [expect.stringMatching(/^arm\./)] }],
        session: { looks: 1 },
      });
      expect(await agent.call('read_report', { study: 'over' })).toMatchObject({
        report: expect.stringContaining('# over'),
        session: { looks: 2 },
      });

      const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      const submit = (changes: object, more: object = {}) =>
        agent.call('submit_study', {
          studyFile: JSON.stringify({ ...written, ...changes }),
          ...more,
        });
      const opening = { ensemble: {}, sealedShare: 0.2 };
      const closed = {
        error: { code: 'REQUEST_INVALID', remedy: expect.stringContaining('ensemble: null') },
      };
      expect(await submit(opening)).toMatchObject(closed);
      expect(await submit(opening, { openSealedPart: true })).toMatchObject(closed);
      expect(await submit({ folds: 4, ensemble: null })).toMatchObject({
        error: { code: 'CONFLICT', message: expect.stringContaining('the 3 trials that are left') },
      });
      const submitted = await submit({ ensemble: null });
      expect(submitted).toMatchObject({ session: { trialsSubmitted: 2, trialsLeft: 1 } });
      expect(await submit({ ensemble: null })).toMatchObject({
        submitted: { studyId: (submitted['submitted'] as { studyId: string }).studyId },
        session: { trialsLeft: 1 },
      });
      expect(await submit({ ensemble: null, seeds: [7] })).toMatchObject({
        error: { code: 'CONFLICT' },
      });
    } finally {
      await agent.close();
    }
  });
});

/** A client of `crossfold mcp`, as agents have one. */
async function startAgent(env: Record<string, string>, options: readonly string[]) {
  const client = new Client({ name: 'test', version: '1' });
  const path = fileURLToPath(new URL('../../apps/cli/bundle/main.js', import.meta.url));
  const args = [path, 'mcp', ...options];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
  return {
    client,
    /** What a tool answers, refusals too. */
    async call(name: string, given: Record<string, unknown> = {}) {
      const { content } = await client.callTool({ name, arguments: given });
      const [first] = content;
      return JSON.parse(first?.type === 'text' ? first.text : '') as Record<string, unknown>;
    },
    close: () => client.close(),
  };
}

/** Values of lines of JSON; of a list, those of studies that no server could take further. */
function finished(stdout: string): unknown[] {
  const values = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly studyId?: string });
  const isOver = ({ studyId }: { readonly studyId?: string }) => studyId !== 'left-22bb';
  return values.filter(isOver);
}
