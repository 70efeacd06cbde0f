import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  permissions,
  roles,
  type AuditEntry,
  type AuditList,
  type ApiTokenList,
  type CreatedToken,
  type ProblemDocument,
  type Role,
  type StudyActionResult,
  type StudyPage,
  type StudySpecInput,
} from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walk } from '../support/browser-walk.js';
import { addBareDataset } from '../support/bare-dataset.js';
import { freePort } from '../support/free-port.js';
import { runCli, startApp, type RunningProcess } from '../support/processes.js';
import { sendRaw, type RawAnswer } from '../support/raw-request.js';
import { startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';

const providerPath = fileURLToPath(new URL('../support/oidc-provider.mjs', import.meta.url));
const environmentToken = 'a-token-of-the-environment';
const study: StudySpecInput = {
  name: 'guarded',
  dataset: 'drawn',
  folds: 2,
  sealedShare: 0,
  ensemble: null,
  seeds: [1],
  baseline: { model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [] } },
};

/** Who may do what, as people agreed on it: a change of the table of permissions is a change here. */
const granted: Readonly<Record<string, string>> = {
  'session.read': 'viewer researcher operator admin worker',
  'session.write': 'viewer researcher operator admin',
  'study.read': 'viewer researcher operator admin',
  'study.write': 'researcher operator admin',
  'dataset.read': 'viewer researcher operator admin',
  'dataset.write': 'researcher operator admin',
  'fleet.read': 'viewer researcher operator admin',
  'fleet.write': 'operator admin',
  'metrics.read': 'viewer researcher operator admin',
  'token.read': 'admin',
  'token.write': 'admin',
  'ownToken.read': 'viewer researcher operator admin',
  'ownToken.write': 'viewer researcher operator admin',
  'audit.read': 'admin',
  'trial.work': 'worker',
};
/** What a token that is limited to projects lacks, whatever its role. */
const ofAllProjects = ['fleet.write', 'metrics.read', 'token.read', 'token.write', 'audit.read'];

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly need: string;
}

interface Asked {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('who may do what', () => {
  let stack: Stack;
  let operations: Operation[];
  let studyId: string;

  beforeAll(async () => {
    stack = await startStack({ CROSSFOLD_API_TOKEN: environmentToken });
    await addBareDataset(stack.store);
    const { origin } = new URL(stack.api);
    const text = await (await fetch(`${origin}/api/openapi.json`)).text();
    const { paths } = JSON.parse(text) as {
      paths: Record<string, Record<string, { 'x-crossfold-needs'?: string }>>;
    };
    operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => method !== 'parameters')
        .map(([method, operation]) => ({
          method: method.toUpperCase(),
          path: path.replace(/\{\w+\}/g, 'none'),
          need: operation['x-crossfold-needs'] ?? 'is not said',
        })),
    );
    const submitted = await ask('POST', '/api/v1/studies', { body: study });
    ({ studyId } = read<{ studyId: string }>(submitted));
  });

  afterAll(() => stack.stop());

  function ask(method: string, path: string, asked: Asked = {}): Promise<RawAnswer> {
    const { token = environmentToken, body, headers = {} } = asked;
    return sendRaw(`${new URL(stack.api).origin}${path}`, {
      method,
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
  }

  function read<T>({ text }: Pick<RawAnswer, 'text'>): T {
    return JSON.parse(text) as T;
  }

  async function makeToken(request: object): Promise<CreatedToken> {
    const answer = await ask('POST', '/api/v1/tokens', { body: request });
    expect([answer.status, answer.headers['cache-control']]).toEqual([201, 'no-store']);
    return read<CreatedToken>(answer);
  }

  /** The stream of all events from the first on, as far as it has come. */
  async function openStream(token: string) {
    const headers = { authorization: `Bearer ${token}`, 'last-event-id': '0-0' };
    const leaving = new AbortController();
    const { body } = await fetch(`${stack.api}/events`, { headers, signal: leaving.signal });
    let text = '';
    const read = async () => {
      for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
    };
    void read().catch(() => undefined);
    await waitUntil('the head of the stream', () => text !== '');
    return { text: () => text, close: () => leaving.abort() };
  }

  async function newestEntries(count: number): Promise<AuditEntry[]> {
    return read<AuditList>(await ask('GET', `/api/v1/audit-log?limit=${count}`)).entries;
  }

  describe('the rules', () => {
    it('are those that people agreed on', () => {
      const table = Object.entries(permissions).map(([name, row]) => [name, row.roles.join(' ')]);
      expect(Object.fromEntries(table)).toEqual(granted);
      const limited = Object.entries(permissions).filter(([, { scope }]) => scope === 'all');
      expect(limited.map(([name]) => name)).toEqual(ofAllProjects);
    });

    it('have one for each operation of the document', () => {
      const known = [...Object.keys(granted), 'nothing'];
      expect(operations.filter(({ need }) => !known.includes(need))).toEqual([]);
      const open = operations.filter(({ need }) => need === 'nothing').map(({ path }) => path);
      expect(open.sort()).toEqual([
        '/api/v1/session/oidc',
        '/api/v1/session/oidc/callback',
        '/api/v1/session/oidc/ways',
        '/health/live',
        '/health/ready',
      ]);
    });

    const holders = [
      ...roles.map((role) => ({ role, projects: null })),
      ...roles.map((role) => ({ role, projects: ['elsewhere'] })),
    ];
    it.each(holders)('hold for $role of $projects on every operation', async (holder) => {
      const { token } = await makeToken({ user: 'Ada', ...holder });
      const isGranted = (need: string, role: Role) =>
        (granted[need] ?? '').split(' ').includes(role) &&
        (holder.projects === null || !ofAllProjects.includes(need));
      const found: Record<string, boolean> = {};
      const wanted: Record<string, boolean> = {};
      for (const { method, path, need } of operations) {
        const { status } = await ask(method, path, { token });
        found[`${method} ${path}`] = status !== 403 && status !== 401;
        wanted[`${method} ${path}`] = need === 'nothing' || isGranted(need, holder.role);
      }
      expect(found).toEqual(wanted);
    });

    it('let nobody in without a token, but for what is open', async () => {
      for (const { method, path, need } of operations) {
        const { status } = await ask(method, path, { token: '' });
        // Where there is no provider, nobody logs in at one.
        const expected = need === 'nothing' ? (path.includes('/oidc') ? 404 : 200) : 401;
        if (!path.endsWith('/ways'))
          expect([method, path, status]).toEqual([method, path, expected]);
      }
    });
  });

  describe('a token', () => {
    it('is shown once, and says who one is', async () => {
      const { token, tokenId } = await makeToken({ user: 'Grace', role: 'viewer', note: 'laptop' });
      const lists = [
        (await ask('GET', '/api/v1/tokens')).text,
        (await ask('GET', `/api/v1/tokens/${tokenId}`)).text,
        (await ask('GET', '/api/v1/audit-log')).text,
        stack.orchestrator().errors(),
      ];
      const secret = token.slice(-43);
      for (const text of lists) expect(text).not.toContain(secret);
      expect(read(await ask('GET', '/api/v1/session', { token }))).toMatchObject({
        user: 'Grace',
        role: 'viewer',
        projects: null,
      });
    });

    it('that is revoked lets in no more, and the streams that it opened end', async () => {
      const { token, tokenId } = await makeToken({ user: 'Eve', role: 'viewer' });
      const headers = { authorization: `Bearer ${token}` };
      const stream = await fetch(`${stack.api}/events`, { headers });
      const ended = stream.text();
      expect((await ask('POST', `/api/v1/tokens/${tokenId}/revoke`)).status).toBe(200);
      expect((await ask('GET', '/api/v1/studies', { token })).status).toBe(401);
      expect(await ended).not.toContain('event:');
      const again = await ask('POST', `/api/v1/tokens/${tokenId}/revoke`);
      expect(read(again)).toMatchObject({ revokedBy: 'environment' });
    });

    it('that has expired lets in no more', async () => {
      const { token } = await makeToken({ user: 'Eve', role: 'viewer', expiresInDays: 1e-5 });
      const status = async () => (await ask('GET', '/api/v1/studies', { token })).status;
      await waitUntil('the end of the token', async () => (await status()) === 401);
    });

    it.each([
      ['a name of two lines', { user: 'Eve\nadmin', role: 'viewer' }],
      ['a name that turns the direction', { user: 'Eve\u202e', role: 'viewer' }],
      ['a role that is none', { user: 'Eve', role: 'root' }],
      ['no project', { user: 'Eve', role: 'viewer', projects: [] }],
      ['a project that is a path', { user: 'Eve', role: 'viewer', projects: ['../x'] }],
      ['more than is asked for', { user: 'Eve', role: 'viewer', tokenId: 'mine' }],
    ])('is refused for %s', async (_, body) => {
      expect(await ask('POST', '/api/v1/tokens', { body })).toMatchObject({ status: 400 });
    });
  });

  describe('a token for oneself', () => {
    const makeOwn = (token: string, body: object = {}) =>
      ask('POST', '/api/v1/session/tokens', { token, body });
    const statusOf = async (token: string) =>
      (await ask('GET', '/api/v1/studies', { token })).status;
    const projects = ['default', 'lesions'];

    it('is like the one that it is made with, or may do less, and is listed', async () => {
      const { token } = await makeToken({ user: 'Mae', role: 'researcher', projects });
      const like = await makeOwn(token, { note: 'notebook' });
      expect([like.status, like.headers['cache-control']]).toEqual([201, 'no-store']);
      const own = read<CreatedToken>(like);
      expect(own).toMatchObject({ user: 'Mae', role: 'researcher', projects, createdBy: 'Mae' });
      expect(await statusOf(own.token)).toBe(200);
      const less = await makeOwn(own.token, { role: 'viewer', projects: ['lesions'] });
      expect(read(less)).toMatchObject({ role: 'viewer', projects: ['lesions'] });
      const listed = read<ApiTokenList>(await ask('GET', '/api/v1/session/tokens', { token }));
      expect(listed.tokens.map(({ user, note }) => [user, note]).sort()).toEqual([
        ['Mae', ''],
        ['Mae', ''],
        ['Mae', 'notebook'],
      ]);
    });

    it.each([
      ['a higher role', { role: 'operator' }],
      ['the role of a worker', { role: 'worker' }],
      ['another project', { projects: ['default', 'secret'] }],
    ])('is refused with %s', async (_, body) => {
      const { token } = await makeToken({ user: 'Mae', role: 'researcher', projects });
      const { status, text } = await makeOwn(token, body);
      expect([status, text]).toEqual([403, expect.stringContaining('expected at most researcher')]);
    });

    it.each([
      ['for somebody else', { user: 'Ada' }],
      ['without an end', { expiresInDays: null }],
      ['for more than a year', { expiresInDays: 400 }],
    ])('is refused %s', async (_, body) => {
      const { token } = await makeToken({ user: 'Mae', role: 'viewer' });
      expect(await makeOwn(token, body)).toMatchObject({ status: 400 });
    });

    it('ends with the one that it was made with, and by its user', async () => {
      const first = await makeToken({ user: 'Mae', role: 'viewer' });
      const second = read<CreatedToken>(await makeOwn(first.token));
      const third = read<CreatedToken>(await makeOwn(second.token));
      const revoke = ({ tokenId }: CreatedToken, token: string) =>
        ask('POST', `/api/v1/session/tokens/${tokenId}/revoke`, { token });
      expect((await revoke(third, first.token)).status).toBe(200);
      expect([await statusOf(third.token), await statusOf(second.token)]).toEqual([401, 200]);
      await ask('POST', `/api/v1/tokens/${first.tokenId}/revoke`);
      expect(await statusOf(second.token)).toBe(401);
    });

    it('ends none of others, and none that may do more', async () => {
      const viewer = await makeToken({ user: 'Mae', role: 'viewer' });
      const admin = await makeToken({ user: 'Mae', role: 'admin' });
      const other = await makeToken({ user: 'Ada', role: 'viewer' });
      const revoke = async (tokenId: string) =>
        (await ask('POST', `/api/v1/session/tokens/${tokenId}/revoke`, { token: viewer.token }))
          .status;
      expect([await revoke(admin.tokenId), await revoke(other.tokenId)]).toEqual([403, 404]);
      expect([await statusOf(admin.token), await statusOf(other.token)]).toEqual([200, 200]);
    });
  });

  describe('a session of a browser', () => {
    async function openSession(token: string, headers: Readonly<Record<string, string>> = {}) {
      const answer = await ask('POST', '/api/v1/session', { token, headers });
      expect(answer.status).toBe(201);
      const [cookie = ''] = answer.headers['set-cookie'] ?? [];
      const { csrfToken } = read<{ csrfToken: string }>(answer);
      return { set: cookie, cookie: cookie.split(';')[0] ?? '', csrfToken };
    }

    const pauses = (headers: Readonly<Record<string, string>>) =>
      ask('POST', `/api/v1/studies/${studyId}/priority`, {
        token: '',
        body: { priority: 1 },
        headers,
      });

    it('has a cookie that no script and no other site gets at, secure where TLS is', async () => {
      const { set } = await openSession(environmentToken);
      expect(set).toMatch(
        /^crossfold-session=cfs_[a-z0-9]{12}_[\w-]{43}; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
      );
      const behindTls = await openSession(environmentToken, { 'x-forwarded-proto': 'https' });
      expect(behindTls.set).toMatch(
        /^__Host-crossfold-session=.*; Path=\/; .*; HttpOnly; Secure; SameSite=Strict$/,
      );
    });

    it('reads as its user, and changes what its own page asks for alone', async () => {
      const { token } = await makeToken({ user: 'Ada', role: 'researcher', projects: ['default'] });
      const { cookie, csrfToken } = await openSession(token);
      const { origin } = new URL(stack.api);
      const seen = await ask('GET', '/api/v1/session', { token: '', headers: { cookie } });
      expect(read(seen)).toMatchObject({ user: 'Ada', role: 'researcher', csrfToken });
      const own = { cookie, origin, 'x-csrf-token': csrfToken };
      expect((await pauses(own)).status).toBe(202);
      const forged = [
        { cookie, origin },
        { cookie, 'x-csrf-token': '' },
        { cookie, 'x-csrf-token': csrfToken.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) },
        { cookie, 'x-csrf-token': (await openSession(token)).csrfToken },
        { ...own, origin: 'https://evil.example' },
        { cookie, 'x-csrf-token': csrfToken, 'sec-fetch-site': 'cross-site' },
      ];
      for (const headers of forged) expect((await pauses(headers)).status).toBe(403);
      const rebound = { ...own, host: 'evil.example' };
      expect((await pauses(rebound)).status).toBe(421);
    });

    it('ends at a logout, and with the token that it was opened with; it is no token', async () => {
      const { token, tokenId } = await makeToken({ user: 'Ada', role: 'viewer' });
      const [first, second] = [await openSession(token), await openSession(token)];
      const reads = async ({ cookie }: { readonly cookie: string }) =>
        (await ask('GET', '/api/v1/studies', { token: '', headers: { cookie } })).status;
      const asToken = first.cookie.replace('crossfold-session=', '');
      expect((await ask('GET', '/api/v1/studies', { token: asToken })).status).toBe(401);
      const { cookie, csrfToken } = first;
      const headers = { cookie, 'x-csrf-token': csrfToken };
      const ended = await ask('POST', '/api/v1/session/end', { token: '', headers });
      expect(ended.status).toBe(200);
      expect(ended.headers['set-cookie']?.[0]).toMatch(
        /^crossfold-session=; Path=\/; Expires=.*1970/,
      );
      expect([await reads(first), await reads(second)]).toEqual([401, 200]);
      await ask('POST', `/api/v1/tokens/${tokenId}/revoke`);
      expect(await reads(second)).toBe(401);
    });
  });

  describe('a login at a provider of OpenID Connect', () => {
    let provider: ChildProcess;
    let guarded: RunningProcess;
    let origin: string;

    beforeAll(async () => {
      const port = await freePort();
      origin = `http://127.0.0.1:${port}`;
      const redirectUri = `${origin}/api/v1/session/oidc/callback`;
      provider = spawn(process.execPath, [providerPath, redirectUri], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [line] = (await once(provider.stdout as Readable, 'data')) as [Buffer];
      const { issuer } = JSON.parse(line.toString()) as { issuer: string };
      guarded = await startApp('orchestrator', {
        ...stack.env,
        CROSSFOLD_PORT: String(port),
        CROSSFOLD_PUBLIC_URL: origin,
        CROSSFOLD_OIDC_ISSUER: issuer,
        CROSSFOLD_OIDC_CLIENT_ID: 'crossfold',
        CROSSFOLD_OIDC_CLIENT_SECRET: 'a-secret-of-the-test',
        CROSSFOLD_OIDC_ROLES: 'vision=researcher,lab=viewer',
      });
    });

    afterAll(async () => {
      guarded.kill('SIGTERM');
      provider.kill('SIGTERM');
      await Promise.all([guarded.exited, once(provider, 'exit')]);
    });

    const isPage = (url: URL) => url.origin === origin && url.pathname === '/';
    const begin = () => `${origin}/api/v1/session/oidc`;

    it('opens a session of the role that a group has', async () => {
      const arrived = await walk(begin(), 'ada.lab.vision', isPage);
      expect(arrived).toMatchObject({ url: `${origin}/`, status: 302 });
      const jar = arrived.cookies.get(origin) ?? new Map<string, string>();
      expect([...jar.keys()]).toEqual(['crossfold-session']);
      const cookie = `crossfold-session=${jar.get('crossfold-session') ?? ''}`;
      const seen = await sendRaw(`${origin}/api/v1/session`, { headers: { cookie } });
      expect(read(seen)).toMatchObject({
        user: 'ada@lab.example',
        role: 'researcher',
        projects: null,
      });
      const [entry] = await newestEntries(1);
      expect(entry).toMatchObject({
        operation: 'finishLogin',
        user: 'ada@lab.example',
        status: 302,
      });
      expect(entry?.path).toBe('/api/v1/session/oidc/callback');
    });

    it('is refused for who has no group that has a role', async () => {
      const refused = await walk(begin(), 'eve.cooks', isPage);
      expect(refused.status).toBe(403);
      expect([...(refused.cookies.get(origin)?.keys() ?? [])]).toEqual([]);
      expect(read<ProblemDocument>(refused).detail).toContain('expected one of vision, lab');
    });

    it('is not taken from another browser, nor a second time', async () => {
      const isCallback = (url: URL) => url.origin === origin && url.pathname.endsWith('/callback');
      const { url, cookies } = await walk(begin(), 'ada.vision', isCallback);
      const login = cookies.get(origin)?.get('crossfold-login') ?? '';
      const come = (cookie: string, to = url) => sendRaw(to, { headers: { cookie } });
      expect((await come('')).status).toBe(401);
      const other = await walk(begin(), 'eve.vision', isCallback);
      const ofOther = other.cookies.get(origin)?.get('crossfold-login') ?? '';
      expect((await come(`crossfold-login=${ofOther}`)).status).toBe(401);
      expect((await come(`crossfold-login=${login}`)).status).toBe(302);
      expect((await come(`crossfold-login=${login}`)).status).toBe(401);
      expect((await sendRaw(`${origin}/api/v1/studies`)).status).toBe(401);
    });
  });

  describe('a project', () => {
    it('is all that a token of others sees nothing of', async () => {
      const { token: own } = await makeToken({
        user: 'Ada',
        role: 'researcher',
        projects: ['default', 'more'],
      });
      const { token: other } = await makeToken({
        user: 'Eve',
        role: 'researcher',
        projects: ['elsewhere'],
      });
      const path = `/api/v1/studies/${studyId}`;
      const ofStudy = operations.filter((one) => one.path.startsWith('/api/v1/studies/none'));
      expect(ofStudy.length).toBeGreaterThan(20);
      for (const { method, path: template } of ofStudy) {
        const hidden = await ask(method, template.replace('none', studyId), { token: other });
        const absent = await ask(method, template.replace('none', 'nobody-has-it'), {
          token: other,
        });
        // As if there were no such study: not a word more.
        const said = hidden.text.replaceAll(studyId, 'nobody-has-it');
        expect([method, template, hidden.status, said]).toEqual([
          method,
          template,
          absent.status,
          absent.text,
        ]);
        expect([method, template, [404, 400].includes(hidden.status)]).toEqual([
          method,
          template,
          true,
        ]);
      }
      expect((await ask('GET', path, { token: own })).status).toBe(200);
      const lists = [
        '/api/v1/studies',
        '/api/v1/queue',
        '/api/v1/workers',
        '/api/v1/datasets/drawn/fold-plans',
      ];
      for (const list of lists) {
        expect((await ask('GET', list, { token: other })).text, list).not.toContain(studyId);
      }
      expect((await ask('GET', '/api/v1/studies', { token: own })).text).toContain(studyId);
      const compared = `/api/v1/comparisons?variants=${studyId}/full,${studyId}/bare`;
      expect((await ask('GET', compared, { token: other })).status).toBe(404);
    });

    it('takes no study of a token of others, and none that takes its results', async () => {
      const { token } = await makeToken({
        user: 'Eve',
        role: 'researcher',
        projects: ['elsewhere'],
      });
      const refused = await ask('POST', '/api/v1/studies', { token, body: study });
      expect(refused.status).toBe(403);
      expect(read<ProblemDocument>(refused).detail).toBe(
        'expected elsewhere for project, got default',
      );
      const reuse = (id: string) =>
        ask('POST', '/api/v1/studies/forecast', { token, body: { ...study, reuse: [id] } });
      const [hidden, absent] = [await reuse(studyId), await reuse('nobody-has-it')];
      expect(hidden.status).toBe(absent.status);
      expect(hidden.text.replaceAll(studyId, 'nobody-has-it')).toBe(absent.text);
      expect((await ask('POST', '/api/v1/studies/forecast', { token, body: study })).status).toBe(
        200,
      );
      const keyed = { token, body: study, headers: { 'idempotency-key': 'of-another' } };
      await ask('POST', '/api/v1/studies', { ...keyed, token: environmentToken });
      expect((await ask('POST', '/api/v1/studies', keyed)).status).toBe(403);
    });

    it('has its events alone in a stream', async () => {
      const { token: own } = await makeToken({
        user: 'Ada',
        role: 'viewer',
        projects: ['default'],
      });
      const { token } = await makeToken({ user: 'Eve', role: 'viewer', projects: ['elsewhere'] });
      const [shown, hidden] = [await openStream(own), await openStream(token)];
      await ask('POST', `/api/v1/studies/${studyId}/priority`, { body: { priority: 3 } });
      await waitUntil('the event', () => /event: study.controlled/.test(shown.text()));
      expect(hidden.text()).toBe(': events follow\n\n');
      for (const { close } of [shown, hidden]) close();
    });

    it('is what the file of a study names, and its studies name who submitted them', async () => {
      const { token } = await makeToken({ user: 'Ada', role: 'researcher', projects: ['lesions'] });
      const body = { ...study, name: 'named', project: 'lesions' };
      const made = read<{ studyId: string }>(await ask('POST', '/api/v1/studies', { token, body }));
      const shown = await ask('GET', `/api/v1/studies/${made.studyId}`, { token });
      expect(read(shown)).toMatchObject({ study: { project: 'lesions', submittedBy: 'Ada' } });
      const { token: other } = await makeToken({
        user: 'Eve',
        role: 'viewer',
        projects: ['default'],
      });
      const lists = ['/api/v1/studies', '/api/v1/queue', '/api/v1/fleet/forecast'];
      for (const list of lists) {
        expect((await ask('GET', list, { token: other })).text, list).not.toContain(made.studyId);
      }
      const stolen = { token, body: { project: 'default' } };
      const clone = await ask('POST', `/api/v1/studies/${made.studyId}/clone`, stolen);
      expect(clone.status).toBe(403);
    });
  });

  describe('an action on many studies', () => {
    const actions = '/api/v1/studies/actions';
    let own: string[];
    let token: string;

    beforeAll(async () => {
      ({ token } = await makeToken({ user: 'Mae', role: 'researcher', projects: ['bulk'] }));
      own = [];
      for (const name of ['bulk-one', 'bulk-two']) {
        const body = { ...study, name, project: 'bulk' };
        const made = await ask('POST', '/api/v1/studies', { token, body });
        own.push(read<{ studyId: string }>(made).studyId);
      }
    });

    it('is done to what a filter has of the studies of its token, each logged by itself', async () => {
      const body = { command: 'pause', filter: { state: 'queued' } };
      const done = await ask('POST', actions, { token, body });
      expect([done.status, read(done)]).toEqual([
        200,
        {
          command: 'pause',
          results: own.toReversed().map((id) => ({ studyId: id, problem: null })),
        },
      ]);
      const [whole, ...each] = await newestEntries(3);
      expect(whole).toMatchObject({ user: 'Mae', operation: 'actOnStudies', status: 200 });
      expect(
        each.map(({ user, operation, path, status }) => [user, operation, path, status]),
      ).toEqual(own.map((id) => ['Mae', 'pauseStudy', `/api/v1/studies/${id}/pause`, 202]));
      const paused = await ask('GET', '/api/v1/studies?state=paused');
      expect(read<StudyPage>(paused).studies.map((one) => one.studyId)).toEqual(own.toReversed());
    });

    it('says why a study refuses it, and does not know those of other projects', async () => {
      const studyIds = [own[0], studyId, 'nobody-has-it', own[0], own[1]];
      const answer = await ask('POST', actions, { token, body: { command: 'retry', studyIds } });
      const { results } = read<StudyActionResult>(answer);
      expect(results.map((one) => [one.studyId, one.problem?.status ?? null])).toEqual([
        [own[0], 409],
        [studyId, 404],
        ['nobody-has-it', 404],
        [own[1], 409],
      ]);
      const [, hidden, absent] = results.map(({ problem }) => JSON.stringify(problem));
      expect(hidden?.replaceAll(studyId, 'nobody-has-it')).toBe(absent);
      expect((await newestEntries(5)).map(({ code }) => code)).toEqual([
        null,
        'CONFLICT',
        'NOT_FOUND',
        'NOT_FOUND',
        'CONFLICT',
      ]);
      const both = { command: 'cancel', studyIds: own, filter: {} };
      expect((await ask('POST', actions, { token, body: both })).status).toBe(400);
    });
  });

  describe('the audit log', () => {
    it('has who did what, when, from where, and how it ended', async () => {
      const { token, tokenId } = await makeToken({ user: 'Ada', role: 'researcher' });
      const path = `/api/v1/studies/${studyId}/priority`;
      const from = { 'x-forwarded-for': '198.51.100.7' };
      await ask('POST', path, { token, body: { priority: 7 }, headers: from });
      await ask('POST', '/api/v1/reconcile', { token });
      await ask('POST', path, { token, body: { priority: 'high' } });
      await ask('GET', '/api/v1/studies', { token });
      const who = { user: 'Ada', role: 'researcher', tokenId };
      expect(await newestEntries(3)).toMatchObject([
        { ...who, operation: 'prioritiseStudy', status: 400, code: 'REQUEST_INVALID' },
        { ...who, operation: 'reconcile', status: 403, code: 'FORBIDDEN' },
        {
          ...who,
          operation: 'prioritiseStudy',
          path,
          body: '{"priority":7}',
          from: '198.51.100.7',
          status: 202,
          code: null,
        },
      ]);
    });

    it('has wrong tokens, and nothing of them; and names that would be lines of their own', async () => {
      const wrong = `cft_aaaaaaaaaaaa_${'A'.repeat(43)}`;
      const path = '/api/v1/studies/%0a%e2%80%aeforged/pause';
      const headers = { 'x-forwarded-for': 'forged by Eve' };
      expect((await ask('POST', path, { token: wrong, headers })).status).toBe(401);
      await waitUntil('the entry', async () => (await newestEntries(1))[0]?.status === 401);
      const [entry] = await newestEntries(1);
      expect(entry).toMatchObject({ user: null, from: 'unknown', path, status: 401 });
      const odd = { ...study, name: 'x\u202e\u0007' };
      expect((await ask('POST', '/api/v1/studies', { body: odd })).status).toBe(422);
      const [refused] = await newestEntries(1);
      expect(refused?.body).toContain('x\\u202e');
      expect(JSON.stringify(await newestEntries(100))).not.toContain(wrong.slice(-43));
    });

    it('is whole, which the command line checks, as it lists and makes tokens', async () => {
      const made = await runCli(
        ['token', 'create', '--user', 'Ada', '--role', 'viewer', '--project', 'lesions'],
        stack.env,
      );
      expect(made).toMatchObject({ code: 0 });
      expect(made.stdout).toMatch(/^cft_[a-z0-9]{12}_[\w-]{43}\n$/);
      const tokenId = made.stdout.slice(4, 16);
      const revoked = await runCli(['token', 'revoke', tokenId], stack.env);
      expect(revoked).toMatchObject({ code: 0, stdout: `${tokenId} of Ada has ended\n` });
      const listed = await runCli(['token', 'list'], stack.env);
      expect(listed.stdout).toMatch(new RegExp(`^${tokenId}\tAda\tviewer\tlesions\trevoked `, 'm'));
      const shown = await runCli(['audit-log', '--last', '2'], stack.env);
      expect(shown.stdout).toMatch(/createToken\tdone 201.*\n.*revokeToken\tdone 200/);
      const verified = await runCli(['verify', '--audit-log'], stack.env);
      expect(verified).toMatchObject({ code: 0 });
      expect(verified.stdout).toMatch(/all \d+ commands in \d+ objects follow each other\nlast: /);
    });
  });
});
