import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readApiRoutes, type ApiRoute } from '../support/api-routes.js';
import { sendRaw, type RawRequest } from '../support/raw-request.js';
import { startStack, type Stack } from '../support/stack.js';

/** What is served beside the routes of the document. */
const otherPaths = ['/', '/favicon.svg', '/api/', '/api/openapi.json', '/api/swagger-ui.css'];
const unknownPaths = ['/nothing', '/api/v1/nothing', '/api/v1/studies/%ff'];

const json = { 'content-type': 'application/json' };
const formBody = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1' };
const textBody = { headers: { 'content-type': 'text/plain' }, body: '{}' };
const [boundary, part] = ['x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--'];
const multipartBody = {
  headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  body: part,
};

describe('hostile requests', () => {
  let stack: Stack;
  let origin: string;
  let host: string;
  let routes: ApiRoute[];

  beforeAll(async () => {
    stack = await startStack();
    ({ origin, host } = new URL(stack.api));
    routes = await readApiRoutes(origin);
  });

  afterAll(() => stack.stop());

  /** The answer to each route, which must be a problem document. */
  async function statusesOf(
    chosen: readonly Pick<ApiRoute, 'method' | 'path'>[],
    sent: RawRequest,
  ) {
    const statuses: Record<string, number> = {};
    for (const { method, path } of chosen) {
      const answer = await sendRaw(`${origin}${path}`, { ...sent, method });
      statuses[`${method} ${path}`] = answer.status;
      if (method === 'HEAD') continue;
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(JSON.parse(answer.text)).toMatchObject({ status: answer.status });
    }
    return statuses;
  }

  function allAre(chosen: readonly Pick<ApiRoute, 'method' | 'path'>[], status: number) {
    return Object.fromEntries(chosen.map(({ method, path }) => [`${method} ${path}`, status]));
  }

  const unsafe = () => routes.filter(({ method }) => method !== 'GET');
  const everything = () => [
    ...routes,
    ...[...otherPaths, ...unknownPaths].map((path) => ({ method: 'GET', path })),
    ...[...otherPaths, ...unknownPaths].map((path) => ({ method: 'POST', path })),
    ...routes.map(({ path }) => ({ method: 'OPTIONS', path })),
  ];

  it('walks more than the routes of one controller', () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(unsafe().length).toBeGreaterThan(10);
  });

  it.each([
    'evil.example',
    `evil.example:7430`,
    'localhost.evil.example',
    'localhost@evil.example',
    '127.0.0.1.nip.io',
    '192.168.0.1',
    '[::2]',
  ])('refuses the host "%s" everywhere', async (foreign) => {
    const sent = { headers: { ...json, host: foreign }, body: '{}' };
    expect(await statusesOf(everything(), sent)).toEqual(allAre(everything(), 421));
  });

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST:7430', '[::1]:80'])(
    'takes the host "%s"',
    async (own) => {
      const answer = await sendRaw(`${origin}/health/live`, { headers: { host: own } });
      expect(answer.status).toBe(200);
    },
  );

  it.each(['http://evil.example', 'null', 'http://localhost:1', 'https://127.0.0.1', 'file://'])(
    'refuses the origin "%s" everywhere',
    async (foreign) => {
      const sent = { headers: { ...json, origin: foreign }, body: '{}' };
      expect(await statusesOf(everything(), sent)).toEqual(allAre(everything(), 403));
    },
  );

  it.each(['cross-site', 'same-site'])('refuses what a %s page sends', async (site) => {
    const headers = { ...json, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
    const sent = { headers, body: '{}' };
    expect(await statusesOf(everything(), sent)).toEqual(allAre(everything(), 403));
    const navigation = { ...sent, headers: { ...headers, 'sec-fetch-mode': 'navigate' } };
    expect(await statusesOf(unsafe(), navigation)).toEqual(allAre(unsafe(), 403));
    const link = await sendRaw(`${origin}/`, {
      headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' },
    });
    expect(link.status).toBe(200);
  });

  it.each([
    ['text', textBody],
    ['a form', formBody],
    ['a form of parts', multipartBody],
    ['a body without a type', { body: '{}' }],
    ['no body', {}],
    [
      'JSON of another encoding',
      { headers: { 'content-type': 'application/json;charset=utf-16' } },
    ],
  ])('refuses %s where something is to be done', async (_, sent) => {
    expect(await statusesOf(unsafe(), sent)).toEqual(allAre(unsafe(), 415));
  });

  it('takes what its own page and a terminal send', async () => {
    const path = '/api/v1/studies/none/pause';
    const own = { ...json, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    const marked = { 'x-requested-with': 'curl' };
    for (const headers of [own, json, marked]) {
      const answer = await sendRaw(`${origin}${path}`, { method: 'POST', headers });
      expect(answer.status).toBe(404);
      expect(answer.text).toContain('none');
    }
  });

  it('refuses conditions that it could not keep', async () => {
    const sent = { headers: { ...json, 'if-match': '"x"' }, body: '{}' };
    expect(await statusesOf(unsafe(), sent)).toEqual(allAre(unsafe(), 412));
  });

  it('answers methods that a route does not have with those that it has', async () => {
    const paths = [...new Set(routes.map(({ path }) => path))];
    for (const path of paths) {
      const has = routes.filter((route) => route.path === path).map(({ method }) => method);
      for (const method of ['DELETE', 'PUT', 'PATCH', 'TRACE', 'GET', 'POST', 'OPTIONS']) {
        if (has.includes(method)) continue;
        const answer = await sendRaw(`${origin}${path}`, { method, headers: json });
        expect([path, method, answer.status]).toEqual([
          path,
          method,
          method === 'OPTIONS' ? 204 : 405,
        ]);
        const allow = answer.headers['allow']?.split(', ');
        expect(allow?.filter((name) => !['HEAD', 'OPTIONS'].includes(name))).toEqual(has);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
    }
  });

  it('has security headers on every answer', async () => {
    for (const { method, path } of everything()) {
      const { headers } = await sendRaw(`${origin}${path}`, { method });
      const what = `${method} ${path}`;
      expect([what, headers['x-content-type-options']]).toEqual([what, 'nosniff']);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['referrer-policy']).toBe('same-origin');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('answers nested, long and large bodies at once, and says the limit that it has', async () => {
    const url = `${origin}/api/v1/studies`;
    const post = (body: string) => sendRaw(url, { method: 'POST', headers: json, body });
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const nested = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      expect(await post(`{"name":${nested}}`)).toMatchObject({ status: 400 });
      expect(await post(open.repeat(100_000))).toMatchObject({ status: 400 });
    }
    const atLimit = `${'['.repeat(62)}1${']'.repeat(62)}`;
    expect(await post(`{"name":${atLimit}}`)).toMatchObject({ status: 422 });

    const keys = Array.from({ length: 70_000 }, (_, i) => `"key${i}":1`).join();
    const many = await post(`{${keys}}`);
    expect(many.status).toBe(422);
    const { problems } = JSON.parse(many.text) as { problems: string[] };
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatch(/^and 699\d\d more$/);
    expect(many.text.length).toBeLessThan(100_000);

    const long = await post(JSON.stringify({ ['k'.repeat(1_000_000)]: 1 }));
    expect(long.status).toBe(422);
    expect(long.text.length).toBeLessThan(10_000);

    const large = await post(`"${'x'.repeat(2 ** 20)}"`);
    expect(large.status).toBe(413);
    expect(large.text).toContain('at most 1 MiB');
    const planUrl = `${origin}/api/v1/datasets/none/fold-plans`;
    const plan = { method: 'POST', headers: json, body: `["${'x'.repeat(2 ** 20)}"]` };
    expect(await sendRaw(planUrl, plan)).toMatchObject({ status: 422 });
    const tooLarge = await sendRaw(planUrl, { ...plan, body: `["${'x'.repeat(2 ** 23)}"]` });
    expect(tooLarge.status).toBe(413);
    expect(tooLarge.text).toContain('at most 8 MiB');
    expect(stack.orchestrator().errors()).toBe('');
  });

  it('inflates no more of a body than it may have', async () => {
    const body = gzipSync(Buffer.alloc(2 ** 28, ' '));
    expect(body.length).toBeLessThan(2 ** 19);
    const headers = { ...json, 'content-encoding': 'gzip' };
    const answer = await sendRaw(`${origin}/api/v1/studies`, { method: 'POST', headers, body });
    expect(answer.status).toBe(413);
    const unknown = { ...json, 'content-encoding': 'zstd' };
    const refused = { method: 'POST', headers: unknown, body };
    expect(await sendRaw(`${origin}/api/v1/studies`, refused)).toMatchObject({ status: 415 });
  });

  it('refuses a head that is too large, and what is no HTTP, by a problem document', async () => {
    const { hostname, port } = new URL(origin);
    const answerTo = (text: string) =>
      new Promise<string>((resolve) => {
        let answer = '';
        const socket = connect(Number(port), hostname, () => socket.write(text));
        socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
        socket.on('error', () => undefined).on('close', () => resolve(answer));
      });
    const head = `GET /health/live HTTP/1.1\r\nHost: ${host}\r\n`;
    const many = Array.from({ length: 3000 }, (_, n) => `X-${n}: y\r\n`).join('');
    for (const [text, status] of [
      [`${head}X-Long: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
      [`${head}${many}\r\n`, 431],
      [`${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
      ['nonsense\r\n\r\n', 400],
    ] as const) {
      const answer = await answerTo(text);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer).toContain('application/problem+json');
      expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status });
    }
  });

  it.each([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/assets/../../../package.json',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/api/..%2f..%2fpackage.json',
    '/api/../../package.json',
    '//etc/passwd',
    '/..%5c..%5cpackage.json',
    '/%252e%252e/package.json',
    '/package.json%00.html',
  ])('gives no file for %s', async (path) => {
    for (const method of ['GET', 'POST']) {
      const answer = await sendRaw(`${origin}${path}`, { method, headers: json });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toMatch(/root:|"private"/);
    }
  });

  it('leads out of the store by no name in the path of a route', async () => {
    const named = routes.filter(({ template }) => template.includes('{'));
    for (const name of ['..%2f..%2f..%2fetc%2fpasswd', '..%5c..%00']) {
      for (const { method, template } of named) {
        const path = template.replaceAll(/\{\w+\}/g, name);
        const answer = await sendRaw(`${origin}${path}`, { method, headers: json, body: '{}' });
        expect([method, path, Math.floor(answer.status / 100)]).toEqual([method, path, 4]);
        expect(answer.text).not.toMatch(/root:|"private"/);
      }
    }
    expect(stack.orchestrator().errors()).toBe('');
  });

  it('lets no value of a request begin a header of its answer', async () => {
    const forged = 'X-Forged: yes';
    for (const id of ['%0d%0aX-Forged:%20yes', 'a b', 'ä']) {
      const answer = await sendRaw(`${origin}/health/live`, { headers: { 'x-request-id': id } });
      expect(answer.headers['x-request-id']).toMatch(/^[\w.-]+$/);
      expect(answer.headers['x-forged']).toBeUndefined();
    }
    const split = `%0d%0a${encodeURIComponent(forged)}%0d%0a%0d%0a`;
    for (const { method, template } of routes) {
      const path = template.replaceAll(/\{\w+\}/g, split);
      const answer = await sendRaw(`${origin}${path}?name=${split}`, { method, headers: json });
      expect([path, answer.headers['x-forged']]).toEqual([path, undefined]);
    }
  });

  it('answers while others hold hundreds of connections open and say little', async () => {
    const { hostname, port } = new URL(origin);
    const head = `POST /api/v1/studies HTTP/1.1\r\nHost: ${host}\r\n`;
    const body = `Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`;
    const held = ['', head, `${head}${body}`].flatMap((text) =>
      Array.from({ length: 200 }, async () => {
        const socket = connect(Number(port), hostname);
        await new Promise((resolve) => socket.on('connect', resolve));
        if (text !== '') socket.write(text);
        return socket.on('error', () => undefined);
      }),
    );
    const sockets: Socket[] = await Promise.all(held);
    try {
      for (const path of ['/health/live', '/api/v1/studies', '/']) {
        expect((await sendRaw(`${origin}${path}`)).status).toBe(200);
      }
      const post = { method: 'POST', headers: json, body: '{}' };
      expect((await sendRaw(`${origin}/api/v1/studies`, post)).status).toBe(422);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
    expect(stack.orchestrator().errors()).toBe('');
  });
});
