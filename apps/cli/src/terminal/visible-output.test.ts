import { Writable } from 'node:stream';
import { AppError } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { problemLines } from '../dataset/dataset-view.js';
import { writeFailure } from '../failure.js';
import { createTerminal } from './terminal.js';

function collected() {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk.toString());
      done();
    },
  });
  return { stream, text: () => parts.join('') };
}

const name = 'a\u001b[2J\rb\nc\u202ed.jpg';
const shown = 'a\\x1b[2J\\x0db\\nc\\u202ed.jpg';

it('shows names of files that would command the terminal', () => {
  const [out, err] = [collected(), collected()];
  const terminal = createTerminal(
    { stdout: out.stream, stderr: err.stream },
    { json: false, environment: {} },
  );
  const problem = {
    imageId: name,
    kind: 'unused-file',
    detail: name,
    decision: 'dropped',
  } as const;
  terminal.print(...problemLines([problem]), 'line\tone\nline two');
  expect(out.text()).toBe(
    `problems: 1 (1 dropped, 0 kept)\n  ${shown}: unused-file: ${shown} -> dropped\nline\tone\nline two\n`,
  );
  terminal.note(name);
  expect(err.text()).not.toContain('\u001b');
});

it('shows them in a failure too, and leaves JSON as it is', () => {
  const path = name.replace('\n', ' ');
  const thrown = new AppError('DATASET_INVALID', path, { problems: [name], remedy: path });
  const [plain, json] = [collected(), collected()];
  writeFailure(thrown, plain.stream, { json: false, debug: false });
  expect(plain.text()).toBe(
    `error DATASET_INVALID: ${shown.replace('\\n', ' ')}\n  ${shown}\nremedy: ${shown.replace('\\n', ' ')}\n`,
  );
  writeFailure(thrown, json.stream, { json: true, debug: false });
  const { error } = JSON.parse(json.text()) as { error: { problems: string[] } };
  expect(error.problems).toEqual([name]);
});

it('makes a report visible on a screen, and leaves it as it is in a file', async () => {
  const report = 'dx,\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007\n\ttab\n';
  for (const isTTY of [true, false]) {
    const [out, err] = [collected(), collected()];
    const stdout = Object.assign(out.stream, { isTTY });
    const terminal = createTerminal(
      { stdout, stderr: err.stream },
      { json: false, environment: {} },
    );
    terminal.write(report);
    await terminal.stream(report);
    if (isTTY) expect(out.text()).not.toMatch(/[\u0007\u001b]/);
    else expect(out.text()).toBe(report + report);
  }
});

it('writes JSON that means the same and commands no terminal', () => {
  const [out, err] = [collected(), collected()];
  const terminal = createTerminal(
    { stdout: out.stream, stderr: err.stream },
    { json: true, environment: {} },
  );
  const record = { name: 'a\u009b2J\u202e\u061cb', inner: ['\u2066'] };
  terminal.emit(record);
  terminal.note('\u009b2J');
  expect(JSON.parse(out.text())).toEqual(record);
  for (const text of [out.text(), err.text()])
    expect(text).not.toMatch(/[\u007f-\u009f\u061c\u202e\u2066]/);
});
