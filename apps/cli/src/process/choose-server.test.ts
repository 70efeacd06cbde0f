import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { chooseServer, type ServerFlags } from './choose-server.js';
import { contextsPath, writeContexts, type ServerContexts } from './server-contexts.js';

const contexts: ServerContexts = {
  schemaVersion: 1,
  current: 'lab',
  contexts: {
    lab: { url: 'https://lab.example', tokenEnv: 'LAB_TOKEN', store: 's3://lab/studies' },
    desk: { url: 'http://127.0.0.1:7430', tokenEnv: null, store: null },
  },
};

describe('the server of a command', () => {
  let own: NodeJS.ProcessEnv;
  beforeEach(async () => {
    own = { XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), 'crossfold-config-')), LAB_TOKEN: 'lab' };
    await writeContexts(own, contexts);
  });

  const chosen = (more: NodeJS.ProcessEnv = {}, flags: ServerFlags = {}) => {
    const { environment, inUse } = chooseServer({ ...own, ...more }, flags);
    const { CROSSFOLD_URL: url, CROSSFOLD_API_TOKEN: token, CROSSFOLD_STORE: store } = environment;
    return { url, token, store, inUse: inUse?.name };
  };

  it('is that of a flag, else of the environment, else of the context in use', () => {
    const env = { CROSSFOLD_URL: 'http://env', CROSSFOLD_API_TOKEN: 'env' };
    expect(chosen(env, { server: 'http://flag' })).toMatchObject({
      url: 'http://flag',
      token: 'env',
    });
    expect(chosen(env, { context: 'lab' })).toMatchObject({
      url: 'https://lab.example',
      token: 'lab',
    });
    expect(chosen(env)).toMatchObject({ url: 'http://env', token: 'env', inUse: undefined });
    expect(chosen()).toEqual({
      url: 'https://lab.example',
      token: 'lab',
      store: 's3://lab/studies',
      inUse: 'lab',
    });
    expect(chosen({ CROSSFOLD_URL: '' })).toMatchObject({ inUse: 'lab' });
    expect(chosen({ CROSSFOLD_HOME: '/state' })).toMatchObject({ url: undefined });
    expect(chosen({}, { context: 'local' })).toMatchObject({ url: undefined, inUse: undefined });
  });

  it('is not sent the token of another one', () => {
    const env = { CROSSFOLD_API_TOKEN: 'env' };
    expect(chosen(env, { context: 'desk' })).toMatchObject({ token: undefined });
  });

  it('is refused with what is missing', () => {
    expect(() => chosen({}, { context: 'lub' })).toThrow('known: lab, desk');
    expect(() => chosen({ LAB_TOKEN: '' })).toThrow('expected a token in LAB_TOKEN, got nothing');
    expect(() => chosen({}, { context: 'lab', server: 'http://flag' })).toThrow('got both');
  });

  it('is kept without its token, for its owner alone', () => {
    expect(statSync(contextsPath(own)).mode & 0o777).toBe(0o600);
    expect(readFileSync(contextsPath(own), 'utf8')).not.toContain('"lab"}');
  });

  it('is read from a file of which every fault is told', () => {
    writeFileSync(contextsPath(own), '{');
    expect(() => chosen()).toThrow(`expected JSON in ${contextsPath(own)}`);
    writeFileSync(contextsPath(own), JSON.stringify({ ...contexts, currant: 'lab' }));
    expect(() => chosen()).toThrow('currant');
  });
});
