import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createClient } from './client.js';
import { receiveEvents, type StreamState } from './events.js';

/** A server that answers as it is told to. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('takes a stream that breaks up again after the last event that came whole', async () => {
  const asked: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined);
    expect(request.headers.authorization).toBe('Bearer secret');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const first = asked.length;
    response.write(`id: ${first}-0\ndata: {"type":"trial.epoch","number":${first}}\n\n`);
    // Half of one, which the next connection brings whole.
    response.write(`id: ${first + 1}-0\ndata: {"type":`, () => response.destroy());
  });
  const { connection } = createClient({ url, token: 'secret' });
  const seen: unknown[] = [];
  const events = receiveEvents(connection, '/events', { after: '0-0', reconnectMs: 1 });
  for await (const { id, event } of events) {
    seen.push([id, event['number']]);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual([
    ['1-0', 1],
    ['2-0', 2],
    ['3-0', 3],
  ]);
  expect(asked).toEqual(['0-0', '1-0', '2-0']);
});

it('reads anew before each connection, and says how the stream stands', async () => {
  const asked: unknown[] = [];
  const url = await serve((request, response) => {
    asked.push(request.headers['last-event-id']);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`: here\n\nid: ${asked.length}-0\ndata: {"type":"trial.epoch"}\n\n`);
  });
  const { connection } = createClient({ url });
  const states: string[] = [];
  let prepared = 0;
  const options = {
    reconnectMs: 1,
    longestReconnectMs: 2,
    prepare: () => Promise.resolve(`0-${++prepared}`),
    onState: ({ state }: StreamState) => states.push(state),
  };
  for await (const { id } of receiveEvents(connection, '/events', options)) {
    if (id === '2-0') break;
  }
  // Once an event has come, its position counts.
  expect(asked).toEqual(['0-1', '1-0']);
  expect(prepared).toBe(2);
  expect(states).toEqual(['connecting', 'live', 'lost', 'live']);
  const wrong = { prepare: () => Promise.reject(new TypeError('a fault of the caller')) };
  const events = receiveEvents(connection, '/events', wrong);
  await expect(events.next()).rejects.toThrow('a fault of the caller');
});

it('gives refusals as errors with their remedy, and does not ask again', async () => {
  const problem = {
    type: 'urn:crossfold:problem:NOT_FOUND',
    title: 'NOT_FOUND',
    status: 404,
    detail: 'expected the id of a study, got "x"',
    remedy: 'List what exists and check the name.',
    problems: [],
  };
  let asked = 0;
  const url = await serve((_, response) => {
    asked++;
    response.writeHead(404, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  });
  const client = createClient({ url });
  const { code, detail: message, remedy, status } = { code: 'NOT_FOUND', ...problem };
  const refusal = expect.objectContaining({ code, message, remedy, status, isRetryable: false });
  await expect(client.study('x')).rejects.toEqual(refusal);
  await expect(client.table('x', 'cells')).rejects.toEqual(refusal);
  await expect(receiveEvents(client.connection, '/events').next()).rejects.toEqual(refusal);
  expect(asked).toBe(3);
});

it('says what it expected where another program answers, or none', async () => {
  const url = await serve((_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
  const message = `expected an orchestrator at ${url}, got 502 <h1>Bad gateway</h1>`;
  await expect(createClient({ url }).cells('x')).rejects.toMatchObject({
    code: 'SERVER_UNAVAILABLE',
    message,
    isRetryable: true,
  });
  const left = createServer().listen(0, '127.0.0.1');
  await once(left, 'listening');
  const { port } = left.address() as AddressInfo;
  await new Promise((resolve) => left.close(resolve));
  const nobody = createClient({ url: `http://127.0.0.1:${port}/` });
  const refused = `expected an orchestrator at http://127.0.0.1:${port}, got ECONNREFUSED`;
  await expect(nobody.report('x')).rejects.toThrow(refused);
});

it('reads all pages of a list, and the query as it is asked', async () => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url ?? '');
    const isFirst = asked.length === 1;
    const studies = [{ studyId: isFirst ? 'a' : 'b' }];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ studies, total: 2, next: isFirst ? 'a' : null }));
  });
  const found: string[] = [];
  for await (const { studyId } of createClient({ url }).studies({ state: 'running' })) {
    found.push(studyId);
  }
  expect(found).toEqual(['a', 'b']);
  expect(asked).toEqual(['/api/v1/studies?state=running', '/api/v1/studies?state=running&after=a']);
});

it('asks for the log of a trial, of an attempt and its end where they are named', async () => {
  const asked: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url);
    response.end('worker succeeded\n');
  });
  const client = createClient({ url, token: null });
  expect(await client.trialLog('s', 'full.f0.s1')).toBe('worker succeeded\n');
  await client.trialLog('s', 'full.f0.s1', { attempt: 2, tail: 10 });
  const path = '/api/v1/studies/s/trials/full.f0.s1/log';
  expect(asked).toEqual([path, `${path}?attempt=2&tail=10`]);
});
