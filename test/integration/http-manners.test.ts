import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StudyPage, Submitted } from '@crossfold/contracts';
import { addDrawnImages } from '../support/drawn-images.js';
import { sendRaw } from '../support/raw-request.js';
import { startStack, type Stack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';

const json = { 'content-type': 'application/json' };

describe('HTTP of the orchestrator', () => {
  let stack: Stack;
  let origin: string;

  beforeAll(async () => {
    stack = await startStack({ CROSSFOLD_BASE_PATH: '/lab/crossfold' });
    ({ origin } = new URL(stack.api));
    await addDrawnImages(stack);
  });

  afterAll(() => stack.stop());

  /** Path of the script that the page names, with its hash. */
  const pageScript = async () => {
    const { text } = await sendRaw(`${origin}/`);
    return `/${/src="\.\/(assets\/[^"]+)"/.exec(text)?.[1] ?? 'no script'}`;
  };

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    sendRaw(`${stack.api}${path}`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify(body),
    });

  async function studies(): Promise<string[]> {
    const { studies: listed } = await stack.get<{ studies: Submitted[] }>('/studies?limit=1000');
    return listed.map(({ studyId }) => studyId);
  }

  it('names what was made, under the path of the proxy', async () => {
    const submitted = await post('/studies', tinyStudy);
    const { studyId } = JSON.parse(submitted.text) as Submitted;
    const { location = '' } = submitted.headers;
    expect(location).toBe(`/lab/crossfold/api/v1/studies/${studyId}`);
    expect(await (await fetch(`${origin}${location}`)).json()).toMatchObject({ studyId });
    const cloned = await post(`/studies/${studyId}/clone`, { seeds: [2] });
    expect(cloned.headers.location).toMatch(/^\/lab\/crossfold\/api\/v1\/studies\/tiny-/);
    expect(cloned.headers.location).not.toBe(location);
  });

  it('makes one study of a request that is sent again with its key, also after a restart', async () => {
    const named = { ...tinyStudy, name: 'once' };
    const before = (await studies()).length;
    const [first, twin] = await Promise.all([
      post('/studies', named, { 'idempotency-key': 'k1' }),
      post('/studies', named, { 'idempotency-key': 'k1' }),
    ]);
    expect([first.status, twin.status]).toEqual([201, 201]);
    expect(twin.text).toBe(first.text);
    const restart = await stack.interruptOrchestrator();
    await restart();
    const again = await post('/studies', named, { 'idempotency-key': 'k1' });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.location).toBe(first.headers.location);

    const { studyId } = JSON.parse(first.text) as Submitted;
    const clone = () => post(`/studies/${studyId}/clone`, {}, { 'idempotency-key': 'k2' });
    const [copy, same] = [await clone(), await clone()];
    expect([copy.status, same.text]).toEqual([201, copy.text]);
    expect((await studies()).length).toBe(before + 2);

    const other = await post('/studies', { ...named, folds: 3 }, { 'idempotency-key': 'k1' });
    expect(other.status).toBe(409);
    expect(other.text).toContain('Idempotency-Key');
    const swapped = await post('/studies', named, { 'idempotency-key': 'k2' });
    expect(swapped.status).toBe(409);
    for (const key of ['', 'a b', 'é', 'x'.repeat(256)]) {
      expect(await post('/studies', named, { 'idempotency-key': key })).toMatchObject({
        status: 400,
      });
    }
    expect(await post('/studies', named, { 'idempotency-key': 'k3' })).toMatchObject({
      status: 201,
    });
    expect((await studies()).length).toBe(before + 3);
  });

  it('keeps what people write of a study, by which it is found, also after a restart', async () => {
    const [studyId = ''] = await studies();
    const patch = (body: object) =>
      sendRaw(`${stack.api}/studies/${studyId}/notes`, {
        method: 'PATCH',
        headers: json,
        body: JSON.stringify(body),
      });
    expect((await patch({ tags: ['paper', 'focal loss'], owner: 'Ada' })).status).toBe(200);
    const { text } = await patch({ text: '**Twice**' });
    expect(JSON.parse(text)).toMatchObject({ text: '**Twice**', tags: ['paper', 'focal loss'] });
    expect(await patch({ tags: ['a', 'a'] })).toMatchObject({ status: 400 });
    expect(await patch({ tag: 'a' })).toMatchObject({ status: 400 });
    await (
      await stack.interruptOrchestrator()
    )();
    for (const query of ['tag=focal%20loss', 'owner=Ada', 'text=PAPER']) {
      const found = await stack.get<StudyPage>(`/studies?${query}`);
      expect(found.studies).toMatchObject([{ studyId, tags: ['paper', 'focal loss'] }]);
    }
    expect(await stack.get(`/studies/${studyId}/notes`)).toMatchObject({ text: '**Twice**' });
    expect((await patch({ owner: null, tags: [] })).status).toBe(200);
    expect((await stack.get<StudyPage>('/studies?owner=Ada')).total).toBe(0);
  });

  it('gives 304 for what a client has, of answers and of tables', async () => {
    const [studyId = ''] = await studies();
    for (const path of ['', '/trials?limit=2', '/cells', '/tables/cells', '/configuration']) {
      const url = `${stack.api}/studies/${studyId}${path}`;
      const etag = String((await sendRaw(url)).headers['etag']);
      const headers = { 'if-none-match': etag };
      expect([path, (await sendRaw(url, { headers })).status]).toEqual([path, 304]);
    }
    const url = `${stack.api}/studies/${studyId}/trials?limit=2`;
    const etag = String((await sendRaw(url)).headers['etag']);
    expect((await post(`/studies/${studyId}/priority`, { priority: 3 })).status).toBe(202);
    expect(await sendRaw(url, { headers: { 'if-none-match': etag } })).toMatchObject({
      status: 200,
    });
  });

  it('refuses to read on after what is in no list', async () => {
    const [studyId = ''] = await studies();
    for (const path of ['/studies', `/studies/${studyId}/trials`]) {
      for (const query of ['after=nonexistent', 'after=']) {
        expect(await sendRaw(`${stack.api}${path}?${query}`)).toMatchObject({ status: 404 });
      }
      for (const query of [
        'limit=0',
        'limit=1e2',
        'limit=%2010',
        'limit=1001',
        'limt=1',
        'limit=1&limit=2',
      ]) {
        expect(await sendRaw(`${stack.api}${path}?${query}`)).toMatchObject({ status: 400 });
      }
    }
  });

  it('says what a table is, whatever its file is called', async () => {
    const [studyId = ''] = await studies();
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['jsonl', 'application/x-ndjson'],
      ['parquet', 'application/vnd.apache.parquet'],
    ]) {
      const path = `/studies/${studyId}/tables/cells?format=${format}`;
      const { headers } = await sendRaw(`${stack.api}${path}`);
      expect(headers['content-type']?.replace(/; charset=utf-8$/, '')).toBe(type);
      expect(headers['content-disposition']).toContain(`.cells.${format}`);
    }
  });

  it('compresses what is read, and leaves events as they are', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    for (const path of ['/api/v1/studies', await pageScript(), '/api/openapi.json']) {
      const { headers: answered } = await sendRaw(`${origin}${path}`, { headers });
      expect(answered['content-encoding']).toBe('gzip');
      expect(answered['vary']).toContain('Accept-Encoding');
    }
    const events = await sendRaw(`${stack.api}/events`, { headers });
    expect(events.headers['content-encoding']).toBeUndefined();
    expect(events.text).toContain(': events follow');
    const response = await fetch(`${stack.api}/studies`, { headers });
    expect(await response.json()).toHaveProperty('studies');
  });

  it('has files of the page asked for again with their ETag, and those with a hash kept', async () => {
    const kept = await sendRaw(`${origin}${await pageScript()}`);
    expect(kept.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const path of ['/', '/favicon.svg', '/api/describe.js', '/api/swagger-ui-bundle.js']) {
      const first = await sendRaw(`${origin}${path}`);
      expect(first.headers['cache-control']).toBe('no-cache');
      const etag = String(first.headers['etag']);
      const again = await sendRaw(`${origin}${path}`, { headers: { 'if-none-match': etag } });
      expect([again.status, again.text]).toEqual([304, '']);
    }
  });

  it('answers under its base path, and beside it for proxies that take that off', async () => {
    for (const base of ['', '/lab/crossfold']) {
      for (const path of [
        '/',
        await pageScript(),
        '/api/',
        '/api/v1/studies',
        '/health/live',
        '/metrics',
      ]) {
        const answer = await sendRaw(`${origin}${base}${path}`);
        expect([base, path, answer.status]).toEqual([base, path, 200]);
      }
    }
    const bare = await sendRaw(`${origin}/lab/crossfold?x=1`);
    expect([bare.status, bare.headers.location]).toEqual([308, '/lab/crossfold/?x=1']);
    const beside = await sendRaw(`${origin}/lab/crossfolder/`);
    expect(beside.status).toBe(404);
  });

  it('ends what it cannot answer as an event stream, and logs nothing', async () => {
    for (const id of ['x', '1', `${'9'.repeat(20)}-0`, '1-0\u00ff']) {
      const answer = await sendRaw(`${stack.api}/events`, { headers: { 'last-event-id': id } });
      expect([answer.status, answer.headers['content-type']]).toEqual([
        400,
        'application/problem+json; charset=utf-8',
      ]);
    }
    const head = await sendRaw(`${stack.api}/events`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(stack.orchestrator().errors()).toBe('');
  });

  it('gives each answer the id of its request, a refusal too', async () => {
    const named = { 'x-request-id': 'proxy-1.a' };
    const idOf = async (path: string, headers: Record<string, string> = {}) =>
      (await sendRaw(`${origin}${path}`, { headers })).headers['x-request-id'];
    expect(await idOf('/health/live', named)).toBe('proxy-1.a');
    expect(await idOf('/api/v1/nothing', named)).toBe('proxy-1.a');
    expect(await idOf('/', { host: 'elsewhere.example', ...named })).toBe('proxy-1.a');
    expect(await idOf('/health/live')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lives on when a client goes in the middle of a request', async () => {
    const { hostname, port } = new URL(origin);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /api/v1/studies HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
          () => socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
    expect(await sendRaw(`${origin}/health/live`)).toMatchObject({ status: 200 });
  });
});
