import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPolicyFile } from './policy-file.js';

describe('a policy file', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-policy-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  async function read(text: string) {
    const path = join(dir, 'policy.yaml');
    await writeFile(path, text);
    return readPolicyFile(path);
  }

  it('leaves the models of the ensemble unless it says otherwise', async () => {
    const policy = await read('name: lab\nrules: [{ remove: weights, olderThanDays: 30 }]');
    expect(policy).toEqual({
      name: 'lab',
      keep: {},
      rules: [{ remove: 'weights', except: ['members'], olderThanDays: 30 }],
    });
  });

  it.each([
    ['rules: [{ remove: weights, olderThanDay: 30 }]', 'did you mean "olderThanDays"?'],
    ['rules: [{ remove: wheights, olderThanDays: 30 }]', 'expected remove: weights, checkpoints'],
    ['rules: [{ remove: weights }]', 'rules[0].olderThanDays: '],
    [
      'rules: [{ remove: checkpoints, except: [best], olderThanDays: 1 }]',
      'unknown key "except"; it goes with remove: weights, not checkpoints',
    ],
    ['rules: []\nkept: {}', 'did you mean "keep"?'],
    ['rules: [', 'expected YAML or JSON'],
  ])('is refused with what is wrong: %s', async (text, said) => {
    await expect(read(`name: lab\n${text}`)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining(said) as unknown,
    });
  });

  it('is missed by its path', async () => {
    await expect(readPolicyFile(join(dir, 'none.yaml'))).rejects.toThrow('got nothing there');
  });
});
