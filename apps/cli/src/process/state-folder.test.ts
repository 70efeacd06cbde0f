import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from './config.js';
import { assertState, nameState } from './state-folder.js';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crossfold-state-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

describe('the state folder', () => {
  it('is missed by name, and not made, where only something is to be read', () => {
    const config = loadConfig({ CROSSFOLD_HOME: 'none' }, emptyFolder());
    expect(() => {
      assertState(config);
    }).toThrow(`got none at ${config.homeDir}, which CROSSFOLD_HOME names`);
    expect(existsSync(config.homeDir)).toBe(false);
  });

  it('is not asked for where the store or the server is elsewhere', () => {
    const folder = emptyFolder();
    for (const environment of [
      { CROSSFOLD_STORE: 'file:///elsewhere' },
      { CROSSFOLD_URL: 'http://127.0.0.1:1' },
    ]) {
      assertState(loadConfig(environment, folder));
    }
  });

  it('is named once in what was not found', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '.crossfold'));
    const config = loadConfig({}, folder);
    const miss = () => Promise.reject(new AppError('NOT_FOUND', 'nothing'));
    const found = await nameState(config, () => nameState(config, miss)).catch(
      (thrown: unknown) => thrown as AppError,
    );
    expect(found).toMatchObject({
      remedy: `List what exists and check the name. This looked in the state folder ${config.homeDir}.`,
    });
  });
});
