import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { StudyEvent } from '@crossfold/contracts';
import express from 'express';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EventLog, LoggedEvent } from './event-log.js';
import { streamEvents } from './stream-events.js';

/** More than the buffers of both ends of a connection hold. */
const bytesSent = 32 * 2 ** 20;

describe('streamEvents', () => {
  it('is silent after its end, for which a client that does not read makes it wait', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const listeners: ((logged: LoggedEvent) => void)[] = [];
    const log: Partial<EventLog> = {
      subscribe: (listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    };
    const leaving = new AbortController();
    const errors: unknown[] = [];
    const app = express().get('/', (_, response) => {
      response.on('error', (error) => errors.push(error));
      void streamEvents(log as EventLog, response, null, () => true, leaving.signal);
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
    onTestFinished(() => void client.destroy());
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    while (listeners.length === 0) await new Promise(setImmediate);
    const event = { type: 'study.submitted', studyId: 'x'.repeat(bytesSent) } as StudyEvent;
    for (const tell of listeners) tell({ id: '1-0', event });

    leaving.abort();
    vi.advanceTimersByTime(60_000);
    await new Promise(setImmediate);
    expect(errors).toEqual([]);
  });
});
