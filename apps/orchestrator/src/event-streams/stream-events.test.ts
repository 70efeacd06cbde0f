import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { StudyEvent } from '@crossfold/contracts';
import express, { type Response } from 'express';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EventLog, LoggedEvent } from '../events/event-log.js';
import { maxStreams, maxStreamsOfClient } from '../http/limits.js';
import { EventStreams } from './event-streams.js';
import { streamEvents, streamLimits, type StreamOptions } from './stream-events.js';

/** More than the buffers of both ends of a connection hold. */
const bytesSent = 32 * 2 ** 20;

/** A log in memory, as the tests drive it. */
function createLog() {
  const logged: LoggedEvent[] = [];
  const listeners = new Set<(logged: LoggedEvent) => void>();
  const log: Partial<EventLog> = {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    position: () => logged.at(-1)?.id ?? '0-0',
    async *readAfter(id) {
      const after = Number(id.split('-')[0]);
      for (const entry of logged.filter((other) => Number(other.id.split('-')[0]) > after)) {
        await new Promise(setImmediate);
        yield entry;
      }
    },
  };
  const publish = (studyId: string) => {
    const event = { type: 'study.submitted', studyId } as StudyEvent;
    const entry = { id: `${logged.length + 1}-0`, event };
    logged.push(entry);
    for (const tell of listeners) tell(entry);
  };
  return { log: log as EventLog, listeners, publish };
}

type Log = ReturnType<typeof createLog>;

/** An open stream, with a client that does not read until it is told to. */
async function openStream({ log, listeners }: Log, options: Partial<StreamOptions> = {}) {
  const leaving = new AbortController();
  const errors: unknown[] = [];
  let response: Response | undefined;
  const app = express().get('/', (request, opened) => {
    response = opened;
    opened.on('error', (error) => errors.push(error));
    const all = { after: null, leaving: leaving.signal, ...options };
    void streamEvents(log, request, opened, all, { ...streamLimits, heldEvents: 10 });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  onTestFinished(() => void client.destroy());
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await vi.waitFor(() => {
    expect(listeners.size).toBe(1);
    expect(response?.headersSent).toBe(true);
  });
  return { client, leaving, errors, response: response as Response };
}

function idsIn(text: string): number[] {
  return [...text.matchAll(/^id: (\d+)-0$/gm)].map(([, id]) => Number(id));
}

/** What comes, without the filling. */
async function readUntil(client: Socket, isDone: (text: string) => boolean): Promise<string> {
  let text = '';
  client.on('data', (chunk: Buffer) => (text += chunk.toString().replace(/x{2,}/g, ''))).resume();
  while (!isDone(text)) await once(client, 'data');
  return text;
}

describe('streamEvents', () => {
  afterEach(() => void vi.useRealTimers());

  it('is silent after its end, for which a client that does not read makes it wait', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const log = createLog();
    const { leaving, errors } = await openStream(log);
    log.publish('x'.repeat(bytesSent));

    leaving.abort();
    vi.advanceTimersByTime(60_000);
    await new Promise(setImmediate);
    expect(errors).toEqual([]);
  });

  it('keeps little for a client that does not read, which misses nothing', async () => {
    const log = createLog();
    const { client, response } = await openStream(log);
    const count = 400;
    for (let number = 1; number <= count; number++) {
      log.publish('x'.repeat(2 ** 17));
      if (number % 10 === 0) await new Promise(setImmediate);
    }
    // One event, and what Node takes before it says that it is full.
    expect(response.writableLength).toBeLessThan(2 ** 20);
    const text = await readUntil(client, (read) => read.includes(`id: ${count}-0`));
    expect(idsIn(text)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  it('sends the past no faster than it is read, then what is new', async () => {
    const log = createLog();
    for (let number = 1; number <= 400; number++) log.publish('x'.repeat(2 ** 17));
    const { client, response } = await openStream(log, { after: '5-0' });
    for (let turn = 0; turn < 1000; turn++) await new Promise(setImmediate);
    expect(response.writableLength).toBeLessThan(2 ** 20);
    log.publish('new');
    const text = await readUntil(client, (read) => read.includes('id: 401-0'));
    expect(idsIn(text)).toEqual(Array.from({ length: 396 }, (_, index) => index + 6));
  });

  it('cuts a client off that takes nothing for a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const log = createLog();
    const { response } = await openStream(log);
    log.publish('x'.repeat(bytesSent));
    await new Promise(setImmediate);
    vi.advanceTimersByTime(streamLimits.stalledMs - 1);
    expect(response.destroyed).toBe(false);
    const closed = once(response, 'close');
    vi.advanceTimersByTime(1);
    await closed;
    expect(log.listeners.size).toBe(0);
  });

  it('tells proxies to pass on what comes, and begins with a comment', async () => {
    const { client } = await openStream(createLog());
    const text = await readUntil(client, (read) => read.includes('events follow'));
    expect(text).toMatch(/^Content-Type: text\/event-stream; charset=utf-8\r$/m);
    expect(text).toMatch(/^Cache-Control: no-cache, no-transform\r$/m);
    expect(text).toMatch(/^X-Accel-Buffering: no\r$/m);
    expect(text).toContain(': events follow\n\n');
  });

  it.each(['', '5', 'x-y', '-1-0', '1-0 ', `${2n ** 64n}-0`, `0-${'9'.repeat(21)}`, '１-0'])(
    'refuses the event id "%s" before it answers',
    async (after) => {
      const set = vi.fn();
      const options = { after, leaving: new AbortController().signal };
      const streaming = streamEvents(createLog().log, {} as never, { set } as never, options);
      await expect(streaming).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      expect(set).not.toHaveBeenCalled();
    },
  );
});

describe('EventStreams', () => {
  /** Opens streams, each counted for the address that is named. */
  function openStreams() {
    const { signal } = new AbortController();
    // Nobody has to say who they are: no token is asked for, and no study.
    const streams = new EventStreams(createLog().log, signal, {} as never, {} as never);
    const closes: (() => void)[] = [];
    const open = async (ip: string) => {
      const response = {
        set: () => undefined,
        end: () => undefined,
        write: () => true,
        off: () => response,
        on: (event: string, close: () => void) => event === 'close' && closes.push(close),
      };
      const request = { method: 'HEAD', headers: {}, ip };
      await streams.stream(request as never, response as never, { after: null });
    };
    return { open, closes };
  }

  it('refuses more streams than there may be, until one ends', async () => {
    const { open, closes } = openStreams();
    for (let count = 0; count < maxStreams; count++) await open(`10.0.0.${count % 100}`);
    await expect(open('10.0.1.1')).rejects.toMatchObject({ code: 'OVERLOADED' });
    closes[0]?.();
    await open('10.0.1.1');
    await expect(open('10.0.1.2')).rejects.toMatchObject({ code: 'OVERLOADED' });
  });

  it('leaves streams to others when one client takes all that it may', async () => {
    const { open, closes } = openStreams();
    for (let count = 0; count < maxStreamsOfClient; count++) await open('10.0.0.1');
    await expect(open('10.0.0.1')).rejects.toMatchObject({ code: 'OVERLOADED' });
    await open('10.0.0.2');
    closes[0]?.();
    await open('10.0.0.1');
  });
});
