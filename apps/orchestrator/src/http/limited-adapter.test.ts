import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { createLimitedServer } from './limited-adapter.js';
import { connectionLimits } from './limits.js';

const short = { headMs: 200, requestMs: 400, silenceMs: 400, keptAliveMs: 200, checkMs: 50 };

const opened: { readonly server: Server; readonly sockets: Socket[] }[] = [];
afterEach(async () => {
  for (const { server, sockets } of opened.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** @param answerChars of each answer */
async function startServer(
  changes: Partial<Record<keyof typeof connectionLimits, number>> = {},
  answerChars = 5,
) {
  const server = createLimitedServer(
    (request, response) => {
      request.resume().on('end', () => response.end('x'.repeat(answerChars)));
    },
    { ...connectionLimits, ...short, ...changes },
  );
  const sockets: Socket[] = [];
  opened.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  /** A connection on which `text` is sent; all that comes back until the server ends it. */
  const open = (text: string) => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    const ended = new Promise<string>((resolve) => socket.on('close', () => resolve(received)));
    if (text !== '') socket.write(text);
    return { socket, ended };
  };
  return { open, server, url: `http://127.0.0.1:${port}/` };
}

const problem = (answer: string) =>
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as { status: number; title: string };

it('ends a connection that says nothing, and one whose head comes byte by byte', async () => {
  const { open, url } = await startServer();
  const silent = open('');
  const slow = open('GET / HTTP/1.1\r\nHost: a\r\n');
  const drip = setInterval(() => slow.socket.write('X-a: b\r\n'), 20);
  expect(await (await fetch(url)).text()).toBe('xxxxx');
  const answers = [await silent.ended, await slow.ended];
  clearInterval(drip);
  for (const answer of answers) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n/);
    expect(problem(answer)).toMatchObject({ status: 408, title: 'REQUEST_LATE' });
  }
});

it('ends a request whose body does not come in time', async () => {
  const { open } = await startServer({ silenceMs: 60_000 });
  const slow = open('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n');
  const drip = setInterval(() => slow.socket.write('x'), 20);
  expect(problem(await slow.ended)).toMatchObject({ title: 'REQUEST_LATE' });
  clearInterval(drip);
});

it('cuts a client off that does not read its answer', async () => {
  const { open, server } = await startServer({}, 2 ** 26);
  const cutOff = new Promise((resolve) => {
    server.once('connection', (socket: Socket) => socket.on('close', resolve));
  });
  const reader = open('');
  reader.socket.pause();
  reader.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await cutOff;
  reader.socket.resume();
  expect((await reader.ended).length).toBeLessThan(2 ** 26);
});

it('refuses a head that is too large, and what is no HTTP, by a problem document', async () => {
  const { open } = await startServer();
  const large = open(`GET / HTTP/1.1\r\nHost: a\r\nX-a: ${'b'.repeat(20_000)}\r\n\r\n`);
  expect(problem(await large.ended)).toMatchObject({ status: 431, title: 'HEADERS_TOO_LARGE' });
  for (const text of ['nonsense\r\n\r\n', '\u0016\u0003\u0001', 'GET / HTTP/1.1\r\n\r\n']) {
    const answer = await open(text).ended;
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  }
});

it('takes no more connections than it may hold', async () => {
  const { open } = await startServer({ connections: 3, headMs: 60_000, requestMs: 60_000 });
  const kept = [open(''), open(''), open('')];
  await Promise.all(
    kept.map(({ socket }) => new Promise((resolve) => socket.on('connect', resolve))),
  );
  expect(await open('GET / HTTP/1.1\r\nHost: a\r\n\r\n').ended).toBe('');
  kept[0]?.socket.destroy();
  await kept[0]?.ended;
  await sleep(50);
  const answered = open('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(await answered.ended).toContain('xxxxx');
});
