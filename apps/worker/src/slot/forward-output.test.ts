import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { forwardOutput, pipedOutput } from './forward-output.js';

/** What is handed on, and heard, of a process that prints these lines and is killed. */
async function forwarded(output: 'stdout' | 'stderr', lines: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-output-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'say.mjs');
  await writeFile(
    program,
    `process.${output}.write(${JSON.stringify(lines.join('\n'))}, () => process.kill(process.pid, 'SIGKILL'));`,
  );
  const child = fork(program, [], { stdio: pipedOutput, execArgv: [] });
  const outputs = { stdout: new PassThrough(), stderr: new PassThrough() };
  const heard: string[] = [];
  await forwardOutput(child, (source, line) => heard.push(`${source} ${line}`), outputs);
  for (const each of Object.values(outputs)) each.end();
  return { heard, written: await text(outputs[output]) };
}

it('hands on all that a process says, to its last word, but for the banner of TensorFlow', async () => {
  const lines = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1796011045.310516   12353 port.cc:153] oneDNN custom operations are on. You may',
    'E0000 00:00:1796011045.310516   12353 other.cc:1] a kernel failed',
    'oneDNN custom operations are on.',
    'terminate called after throwing an instance of std::bad_alloc',
  ];
  const { heard, written } = await forwarded('stderr', lines);
  expect(written).toBe(`${lines.slice(2).join('\n')}\n`);
  expect(heard).toEqual(lines.slice(2).map((line) => `stderr ${line}`));
});

it('hands on no secret', async () => {
  const { heard, written } = await forwarded('stdout', ['at redis://u:pass-word@host:1 again']);
  expect(written).toBe('at redis://***@host:1 again\n');
  expect(heard).toEqual(['stdout at redis://***@host:1 again']);
});
