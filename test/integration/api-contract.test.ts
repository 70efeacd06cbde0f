import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { ensurePythonEnv, schemathesisRequirements } from '../support/python-env.js';
import { startStack, type Stack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';

const configPath = fileURLToPath(new URL('schemathesis.toml', import.meta.url));

/** The full form (`npm run api-check`) tries far more, and each method on each path. */
const isFull = process.env['CROSSFOLD_API_CHECK'] === 'full';
const effort = isFull
  ? ['--phases', 'examples,coverage,fuzzing,stateful', '--max-examples', '100']
  : ['--phases', 'examples,fuzzing', '--max-examples', '4'];

/** A stream of events has no end, for which it would wait: `stream-events.test.ts` tries them. */
const leftOut = ['--exclude-path-regex', '/events$'];

describe('the API and its OpenAPI document', () => {
  let stack: Stack;
  let python: string;

  beforeAll(async () => {
    [stack, python] = await Promise.all([
      // It asks for more than any client should.
      startStack({ CROSSFOLD_READS_PER_SECOND: '10000', CROSSFOLD_WRITES_PER_SECOND: '10000' }),
      ensurePythonEnv('schemathesis', schemathesisRequirements),
    ]);
    await addDrawnImages(stack);
    await stack.submit(tinyStudy);
  });

  afterAll(() => stack.stop());

  it.each([1, 2])(
    'agree, whatever is asked: seed %d',
    async (seed) => {
      const { origin } = new URL(stack.api);
      // It keeps notes where it runs.
      const { code, output } = await run(stack.folder, python, [
        // The command of the environment names the folder that it was built in.
        ...['-c', 'from schemathesis.cli import schemathesis; schemathesis()'],
        ...['--config-file', configPath, 'run', `${origin}/api/openapi.json`],
        ...['--checks', 'all', '--seed', String(seed), '--no-color', '--continue-on-failure'],
        ...['--generation-database', 'none', ...leftOut, ...effort],
      ]);
      expect(code, output).toBe(0);
      // A run that tried nothing would find nothing.
      expect(Number(/Tested: (\d+)/.exec(output)?.[1])).toBeGreaterThan(30);
      expect(stack.orchestrator().errors()).toBe('');
    },
    isFull ? 3_600_000 : undefined,
  );
});

function run(cwd: string, command: string, args: readonly string[]) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}
