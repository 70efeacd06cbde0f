import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertPrerequisites } from './prerequisites.js';

describe('assertPrerequisites', () => {
  it('names everything that is missing and the Debian package of each', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'crossfold-path-'));
    await expect(
      assertPrerequisites(['python3', 'pip', 'compiler'], { PATH: empty }),
    ).rejects.toMatchObject({
      code: 'PROVISION_FAILED',
      problems: [
        'missing: Python 3 (python3); Debian: python3',
        'missing: pip (python3 -m pip); Debian: python3-pip',
        'missing: a C++17 compiler (g++); Debian: g++',
      ],
      remedy: expect.stringContaining('apt-get install python3 python3-pip g++') as string,
    });
    await rm(empty, { recursive: true });
  });
});
