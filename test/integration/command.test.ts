import { cpSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** As `npx crossfold` finds it. */
const linked = join(root, 'node_modules', '.bin', 'crossfold');

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  args: readonly string[],
  { program = linked, env = {} }: { program?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Result> {
  const cwd = mkdtempSync(join(tmpdir(), 'crossfold-command-'));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

describe('the command crossfold that npm links', () => {
  it.each([[[]], [['study']], [['dataset']], [['model']], [['study', '--help']]])(
    'prints its help when called as %j',
    async (args) => {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(['Usage: crossfold', ...args.slice(0, 1)].join(' '));
      expect(stdout).toContain('Commands:');
    },
  );

  it('refuses a command that does not exist, with an exit code', async () => {
    const { code, stdout, stderr } = await run(['study', 'shwo']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/unknown command 'shwo'/);
  });

  it.each([
    [['study', 'forecast'], 'remedy: Call it as crossfold study forecast [options] <file>; '],
    [
      ['forecast', 'x.yaml'],
      'remedy: Did you mean crossfold study forecast or crossfold fleet forecast?',
    ],
    [
      ['list'],
      'dataset list or crossfold model list or crossfold study list or crossfold context list or crossfold token list?',
    ],
    [['nothing'], 'remedy: See all commands: crossfold --help.'],
  ])('says for %j how it is called', async (args, remedy) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(remedy);
    expect(stderr).not.toContain('COMMAND');
  });

  it('writes nothing but JSON to standard output for a program', async () => {
    const listed = await run(['--json', 'model', 'list']);
    expect(listed).toMatchObject({ code: 0 });
    const lines = listed.stdout.trimEnd().split('\n');
    expect(() => lines.map((line) => JSON.parse(line) as unknown)).not.toThrow();
    const schema = await run(['study', 'schema']);
    expect(JSON.parse(schema.stdout)).toMatchObject({ $schema: expect.any(String) });
  });

  it('ends in order when nobody reads its output any more', async () => {
    for (const call of ['--help', '--version', 'study schema', 'completion bash']) {
      const script = `set -o pipefail; "${linked}" ${call} | head -c 1`;
      const { code, stderr } = await run(['-c', script], { program: 'bash' });
      expect({ call, code, stderr }).toEqual({ call, code: 0, stderr: '' });
    }
  });

  it('names the variable of the token where the server asks for one', async () => {
    const server = createServer((_, response) => {
      response.writeHead(401, { 'Content-Type': 'application/problem+json' });
      response.end(
        JSON.stringify({
          type: 'urn:crossfold:error:UNAUTHORISED',
          title: 'UNAUTHORISED',
          status: 401,
          detail: 'expected a bearer token, got none',
          problems: [],
          remedy: 'Send the API token as "Authorization: Bearer TOKEN".',
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { code, stderr } = await run(['study', 'list'], { env: { CROSSFOLD_URL: url } });
      expect(code).toBe(1);
      expect(stderr).toContain(
        `Set CROSSFOLD_API_TOKEN to the token of the orchestrator at ${url}`,
      );
    } finally {
      server.close();
    }
  });

  it('says what to install where it was installed without the compiler', async () => {
    const clone = mkdtempSync(join(tmpdir(), 'crossfold-clone-'));
    const program = join(clone, 'apps', 'cli', 'bin', 'crossfold.mjs');
    for (const file of ['apps/cli/bin/crossfold.mjs', 'infra/build.mjs']) {
      cpSync(join(root, file), join(clone, file));
    }
    const { code, stdout, stderr } = await run(['doctor'], { program });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`npm ci --include=dev in ${clone}`);
  });
});
