import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MessageWriter } from '../protobuf.js';
import { encodeSessionConfig, sessionConfigVariable } from '../session-config.js';
import { savedModelTag } from '../saved-model-file.js';

/** A graph whose only node wants the second CPU of the process. */
function graphOnSecondCpu(): Uint8Array {
  const type = new MessageWriter().int(6, 1);
  const scalar = new MessageWriter().int(1, 1).message(2, new MessageWriter()).packedFloats(5, [3]);
  const attribute = (name: string, value: MessageWriter) =>
    new MessageWriter().string(1, name).message(2, value);
  const node = new MessageWriter()
    .string(1, 'three')
    .string(2, 'Const')
    .string(4, '/device:CPU:1')
    .message(5, attribute('dtype', type))
    .message(5, attribute('value', new MessageWriter().message(8, scalar)));
  const graph = new MessageWriter().message(1, node).message(4, new MessageWriter().int(1, 1087));
  const meta = new MessageWriter().string(4, savedModelTag);
  const metaGraph = new MessageWriter().message(1, meta).message(2, graph);
  return new MessageWriter().int(1, 1).message(2, metaGraph).finish();
}

/** `device_count { CPU: 2 }`. */
const twoCpus = new MessageWriter()
  .message(1, new MessageWriter().string(1, 'CPU').int(2, 2))
  .finish();

describe('the ConfigProto of our binding', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-config-'));
    await writeFile(join(folder, 'saved_model.pb'), graphOnSecondCpu());
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Loads TensorFlow with a config, adds 1 and 1, and runs the graph. */
  function load(config: string | null): Promise<{ code: number; said: string }> {
    const script = `
      const util = require('node:util');
      util.isNullOrUndefined ??= (value) => value === null || value === undefined;
      const tf = require('@tensorflow/tfjs-node-gpu');
      const { binding } = tf.backend();
      const left = process.env['${sessionConfigVariable}'] ?? 'taken';
      const sum = tf.add(tf.scalar(1), tf.scalar(1)).dataSync()[0];
      const id = binding.loadSavedModel(process.argv[1], '${savedModelTag}');
      const [three] = binding.runSavedModel(id, [], '', 'three:0');
      console.log(left, sum, binding.tensorDataSync(three.id)[0]);`;
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
    if (config !== null) Object.assign(env, { [sessionConfigVariable]: config });
    return new Promise((resolve) => {
      const done = (error: Error | null, stdout: string, stderr: string) => {
        resolve(error ? { code: 1, said: stderr } : { code: 0, said: stdout.trim() });
      };
      execFile(process.execPath, ['-e', script, folder], { env, cwd: import.meta.dirname }, done);
    });
  }

  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

  it('reaches sessions', async () => {
    expect(await load(hex(twoCpus))).toEqual({ code: 0, said: 'taken 2 3' });
    const without = await load(null);
    expect(without).toMatchObject({ code: 1 });
    expect(without.said).toContain('/device:CPU:1');
  });

  it('may hold a limit of the memory of a GPU where there is none', async () => {
    const both = Buffer.concat([twoCpus, encodeSessionConfig({ gpuMemoryMib: 2048 })]);
    expect(await load(hex(both))).toEqual({ code: 0, said: 'taken 2 3' });
  });

  it.each([
    ['ff', 'Unparseable ConfigProto'],
    ['0', 'an odd number of digits'],
    ['zz', 'another character'],
  ])('is refused where it is none: %s', async (config, why) => {
    const { code, said } = await load(config);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(why) });
  });
});
