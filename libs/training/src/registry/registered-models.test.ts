import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageOf, type EnsembleModel } from '@crossfold/contracts';
import { createFileStore } from '@crossfold/storage';
import { afterAll, describe, expect, it } from 'vitest';
import {
  chooseVersion,
  findRegisteredModel,
  listRegisteredModels,
  promoteModel,
  registerModel,
} from './registered-models.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-registry-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(() => rm(dir, { recursive: true }));

const ensembleOf = (studyId: string, hash = 'a') =>
  ({
    study: { studyId, name: 'any' },
    members: [{ trialId: 'full.f0.s1', weightsSha256: hash.repeat(64) }],
  }) as EnsembleModel;

describe('registered models', () => {
  it('come in versions, of which the same ensemble makes no second', async () => {
    const first = await registerModel(store, 'skin', ensembleOf('one'));
    const again = await registerModel(store, 'skin', ensembleOf('one'));
    const other = await registerModel(store, 'skin', ensembleOf('one', 'b'));
    expect([first.version, again.version, other.version]).toEqual([1, 1, 2]);
    expect(other.model.versions[0]).toEqual(first.model.versions[0]);
    await expect(registerModel(store, 'No Name', ensembleOf('one'))).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });

  it('are all kept when several are registered at once', async () => {
    const hashes = ['1', '2', '3', '4', '5'];
    await Promise.all(hashes.map((hash) => registerModel(store, 'many', ensembleOf('s', hash))));
    const { versions } = await findRegisteredModel(store, 'many');
    expect(versions.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });

  it('have one version in production, and the history of all', async () => {
    const newest = await findRegisteredModel(store, 'skin');
    expect(chooseVersion(newest, null).version).toBe(2);
    expect(() => chooseVersion(newest, 'production')).toThrow('in production, got none of 2');
    await promoteModel(store, 'skin', 1, 'production');
    const second = await promoteModel(store, 'skin', 2, 'production');
    expect([1, 2].map((version) => stageOf(second, version))).toEqual(['candidate', 'production']);
    const back = await promoteModel(store, 'skin', 1, 'production');
    expect(chooseVersion(back, null).version).toBe(1);
    expect(chooseVersion(back, 'production').version).toBe(1);
    expect(chooseVersion(back, '2').version).toBe(2);
    expect(back.stages.map(({ version, stage }) => `${version} ${stage}`)).toEqual([
      '1 candidate',
      '2 candidate',
      '1 production',
      '1 candidate',
      '2 production',
      '2 candidate',
      '1 production',
    ]);
    expect(await promoteModel(store, 'skin', 1, 'production')).toEqual(back);
  });

  it('are found by name, with the nearest where there is none', async () => {
    expect((await listRegisteredModels(store)).map(({ name }) => name)).toEqual(['many', 'skin']);
    await expect(findRegisteredModel(store, 'skim')).rejects.toThrow('did you mean "skin"?');
    await expect(promoteModel(store, 'skin', 9, 'production')).rejects.toThrow('from 1 to 2');
    const model = await findRegisteredModel(store, 'skin');
    expect(() => chooseVersion(model, 'latest')).toThrow('got "latest"');
  });
});
