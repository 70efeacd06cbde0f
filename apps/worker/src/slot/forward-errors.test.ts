import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { forwardErrors, pipedErrors } from './forward-errors.js';

it('hands on all that a process says, to its last word, but for the banner of TensorFlow', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-errors-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'say.mjs');
  const lines = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1796011045.310516   12353 port.cc:153] oneDNN custom operations are on. You may',
    'E0000 00:00:1796011045.310516   12353 other.cc:1] a kernel failed',
    'oneDNN custom operations are on.',
    'terminate called after throwing an instance of std::bad_alloc',
  ];
  await writeFile(
    program,
    `process.stderr.write(${JSON.stringify(lines.join('\n'))}, () => process.kill(process.pid, 'SIGKILL'));`,
  );
  const child = fork(program, [], { stdio: pipedErrors, execArgv: [] });
  const output = new PassThrough();
  forwardErrors(child, output);
  await once(child, 'close');
  output.end();
  expect(await text(output)).toBe(`${lines.slice(2).join('\n')}\n`);
});
