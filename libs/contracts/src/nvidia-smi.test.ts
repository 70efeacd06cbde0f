import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryNvidia, queryNvidiaUse, visibleGpus } from './nvidia-smi.js';

const first = '0, GPU-8932f937-d72c, NVIDIA H200, 550.54.15, 143771 MiB';
const second = '1, GPU-11aa22bb-0000, NVIDIA A100-SXM4-80GB, 550.54.15, 81920 MiB';
const lost =
  'Unable to determine the device handle for GPU0000:03:00.0: GPU is lost. Reboot the system to recover this GPU';

describe('queryNvidia', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-nvidia-'));
  });
  beforeEach(() => rm(join(folder, 'nvidia-smi'), { force: true }));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A driver that answers like this stands on the path. */
  async function install(script: string, visible?: string): Promise<NodeJS.ProcessEnv> {
    const program = join(folder, 'nvidia-smi');
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    const path = `${folder}:${process.env['PATH'] ?? ''}`;
    return { PATH: path, ...(visible !== undefined && { CUDA_VISIBLE_DEVICES: visible }) };
  }

  async function ask(script: string, visible?: string, timeoutMs?: number) {
    const environment = await install(script, visible);
    const { gpus, faults } = await queryNvidia(environment, timeoutMs);
    return { gpus: gpus.map(({ index, name }) => `${index} ${name}`), faults };
  }
  const say = (...lines: string[]) => `cat <<'END'\n${lines.join('\n')}\nEND`;

  it.each<[string, string, string | undefined, string[], string[]]>([
    [
      'all that answer',
      say(first, second),
      undefined,
      ['0 NVIDIA H200', '1 NVIDIA A100-SXM4-80GB'],
      [],
    ],
    ['no errors among them', say(lost, second), undefined, ['1 NVIDIA A100-SXM4-80GB'], [lost]],
    [
      'no warnings behind them',
      say(first, 'WARNING: infoROM is corrupted at gpu 0000:01:00.0'),
      undefined,
      ['0 NVIDIA H200'],
      ['WARNING: infoROM is corrupted at gpu 0000:01:00.0'],
    ],
    [
      'those that answer where the program fails',
      `${say(second)}\necho '${lost}' >&2; exit 15`,
      undefined,
      ['1 NVIDIA A100-SXM4-80GB'],
      [lost],
    ],
    ['none where there are none', `${say('No devices were found')}\nexit 6`, undefined, [], []],
    ['those that are visible, by number', say(first, second), '1', ['1 NVIDIA A100-SXM4-80GB'], []],
    ['those that are visible, by name', say(first, second), 'GPU-8932f937', ['0 NVIDIA H200'], []],
    ['none, unasked, where -1 is visible', 'touch asked; echo x', '-1', [], []],
    ['none, unasked, where nothing is visible', 'echo x', '', [], []],
  ])('lists %s', async (_, script, visible, gpus, faults) => {
    expect(await ask(script, visible)).toEqual({ gpus, faults });
  });

  it('waits no longer than it is told for a driver that hangs', async () => {
    expect(await ask('sleep 60', undefined, 300)).toEqual({
      gpus: [],
      faults: ['nvidia-smi: no answer within 0.3 s'],
    });
  });

  it('tells what they do, of those that are visible, and what cannot be told', async () => {
    const used = '0, GPU-8932f937-d72c, 1024 MiB, 143771 MiB, 97 %, 402.18 W';
    const slice = '1, GPU-11aa22bb-0000, [N/A], 81920 MiB, [N/A], [Not Supported]';
    const hidden = '2, GPU-22aa22bb-0000, 5 MiB, 81920 MiB, 0 %, 70 W';
    const environment = await install(`echo "$@" >&2\n${say(used, lost, slice, hidden)}`, '0,1');
    const { gpus, faults } = await queryNvidiaUse(environment);
    expect(gpus).toEqual([
      {
        index: '0',
        uuid: 'GPU-8932f937-d72c',
        'memory.used': '1024 MiB',
        'memory.total': '143771 MiB',
        'utilization.gpu': '97 %',
        'power.draw': '402.18 W',
      },
      expect.objectContaining({ index: '1', 'memory.used': '[N/A]', 'utilization.gpu': '[N/A]' }),
    ]);
    expect(faults).toEqual([
      lost,
      '--query-gpu=index,uuid,memory.used,memory.total,utilization.gpu,power.draw --format=csv,noheader',
    ]);
  });

  it('finds none where there is no driver', async () => {
    expect(await queryNvidia({ PATH: folder })).toEqual({ gpus: [], faults: [] });
  });
});

it.each([
  [undefined, null],
  ['', []],
  ['-1', []],
  ['NoDevFiles', []],
  ['0,1', ['0', '1']],
  ['0,-1,1', ['0']],
  ['GPU-8932f937, MIG-1', ['GPU-8932f937', 'MIG-1']],
])('reads CUDA_VISIBLE_DEVICES=%s as CUDA does', (given, expected) => {
  const environment = given === undefined ? {} : { CUDA_VISIBLE_DEVICES: given };
  expect(visibleGpus(environment)).toEqual(expected);
});
