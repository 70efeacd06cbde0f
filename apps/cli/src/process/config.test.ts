import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';

function folders() {
  const above = mkdtempSync(join(tmpdir(), 'crossfold-home-'));
  const below = join(above, 'experiments', 'skin');
  mkdirSync(below, { recursive: true });
  return { above, below };
}

describe('the state folder', () => {
  it('is found in a folder above, as git finds its repository', () => {
    const { above, below } = folders();
    mkdirSync(join(above, '.crossfold'));
    expect(loadConfig({}, below)).toMatchObject({
      homeDir: join(above, '.crossfold'),
      homeOrigin: 'above',
    });
    expect(loadConfig({}, above)).toMatchObject({ homeOrigin: 'here' });
  });

  it('is the nearest one', () => {
    const { above, below } = folders();
    mkdirSync(join(above, '.crossfold'));
    mkdirSync(join(above, 'experiments', '.crossfold'));
    expect(loadConfig({}, below).homeDir).toBe(join(above, 'experiments', '.crossfold'));
  });

  it('begins where the user stands when there is none', () => {
    const { below } = folders();
    expect(loadConfig({}, below)).toMatchObject({
      homeDir: join(below, '.crossfold'),
      homeOrigin: 'new',
    });
  });

  it('is the one that CROSSFOLD_HOME names, read from where the user stands', () => {
    const { above, below } = folders();
    mkdirSync(join(above, '.crossfold'));
    expect(loadConfig({ CROSSFOLD_HOME: '../other' }, below)).toMatchObject({
      homeDir: join(above, 'experiments', 'other'),
      homeOrigin: 'environment',
    });
  });
});
