import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';

const library = new URL('../../libs/logging/dist/index.js', import.meta.url).href;

it.each([
  ['throws', `setTimeout(() => { throw new Error('at redis://u:word@host'); }, 1);`],
  ['rejects', `void Promise.reject(new Error('at redis://u:word@host'));`],
])('the log tells of what nobody catches where it %s, without secrets', async (_, fault) => {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-defect-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'program.mjs');
  await writeFile(
    program,
    `import { createLogger, logDefects } from ${JSON.stringify(library)};
logDefects(createLogger('test', process.env));
${fault}`,
  );
  const child = fork(program, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env: { ...process.env, CROSSFOLD_LOG_FORMAT: 'json' },
  });
  const ended = once(child, 'exit') as Promise<[number]>;
  const [said, [code]] = await Promise.all([text(child.stderr ?? Readable.from([])), ended]);
  expect(code).toBe(1);
  expect(said).not.toContain('word@');
  expect(JSON.parse(said)).toMatchObject({
    level: 'error',
    msg: 'ended by a defect: at redis://***@host',
  });
});
