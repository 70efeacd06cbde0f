import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectRead } from '../support/infra-checks.js';
import { infraFolder } from '../support/infra-files.js';
import { ensurePythonEnv, shellcheckRequirements } from '../support/python-env.js';

const run = promisify(execFile);
const path = join(infraFolder, 'slurm', 'worker.sbatch');
const text = await readFile(path, 'utf8');
const options = Object.fromEntries(
  [...text.matchAll(/^#SBATCH --([a-z-]+)(?:=(\S+))?$/gm)].map(([, name = '', value]) => [
    name,
    value,
  ]),
) as Record<string, string | undefined>;

describe('worker.sbatch', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-slurm-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is a shell script without a fault that shellcheck knows', async () => {
    const python = await ensurePythonEnv('shellcheck', shellcheckRequirements);
    await run(join(dirname(python), 'shellcheck'), [path]);
  });

  it('begins with its options, an array that may be queued again', () => {
    const firstCommand = text.split('\n').findIndex((line) => /^[^#]/.test(line));
    const lastOption = text.split('\n').findLastIndex((line) => line.startsWith('#SBATCH'));
    expect(lastOption).toBeLessThan(firstCommand);
    expect(options).toMatchObject({ array: expect.stringMatching(/^\d+-\d+$/) as string });
    expect(Object.keys(options)).toContain('requeue');
  });

  it('is told of its end earlier than a worker takes to leave', () => {
    const seconds = Number(/^B:TERM@(\d+)$/.exec(options['signal'] ?? '')?.[1]);
    const grace = Number(/CROSSFOLD_GRACE_SECONDS:=(\d+)/.exec(text)?.[1]);
    expect(seconds).toBeGreaterThan(grace);
  });

  it('sets only variables that are read', async () => {
    const own = ['SETTINGS', 'IMAGE', 'BIND', 'CLONE'].map((name) => `CROSSFOLD_${name}`);
    const named = [...text.matchAll(/\b(CROSSFOLD_[A-Z_]+)\b/g)].map(([, name = '']) => name);
    const read = new Set(named.filter((name) => !own.includes(name)));
    expect(read.size).toBeGreaterThan(3);
    await expectRead('worker', [...read]);
  });

  it.each([
    ['a GPU', true],
    ['none', false],
  ])('runs the image with Apptainer on a node with %s', async (_, hasGpu) => {
    const bin = join(folder, `bin-${hasGpu}`);
    await mkdir(bin);
    const programs = ['apptainer', ...(hasGpu ? ['nvidia-smi'] : [])];
    for (const program of programs) {
      await writeFile(
        join(bin, program),
        '#!/bin/sh\necho "$@"\necho "name=$CROSSFOLD_WORKER_NAME"\n',
      );
      await chmod(join(bin, program), 0o755);
    }
    const settings = join(folder, 'settings.env');
    await writeFile(
      settings,
      "REDIS_URL='redis://:a b@login:6379'\nCROSSFOLD_STORE=file:///scratch/x\n",
    );
    const node = join(folder, 'node');
    const { stdout } = await run('bash', [path], {
      env: {
        PATH: `${bin}:/usr/bin:/bin`,
        CROSSFOLD_SETTINGS: settings,
        CROSSFOLD_IMAGE: '/scratch/crossfold.sif',
        CROSSFOLD_BIND: '/scratch/x',
        SLURM_JOB_ID: '12',
        SLURM_TMPDIR: node,
      },
    });
    const bind = `--bind /scratch/x,${node}/crossfold-images`;
    const nv = hasGpu ? '--nv ' : '';
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      `exec --pwd /app --no-home ${nv}${bind} /scratch/crossfold.sif node apps/worker/bundle/main.js`,
      'name=slurm-12-0',
    ]);
  });

  it.each(['CROSSFOLD_SETTINGS', 'CROSSFOLD_CLONE'])('says what is missing: %s', async (name) => {
    const settings = join(folder, 'bare.env');
    await writeFile(settings, '');
    const env = {
      PATH: '/usr/bin:/bin',
      SLURM_JOB_ID: '12',
      SLURM_TMPDIR: folder,
      ...(name !== 'CROSSFOLD_SETTINGS' && { CROSSFOLD_SETTINGS: settings }),
    };
    await expect(run('bash', [path], { env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(name) as string,
    });
  });
});
