import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isTracing, openTraces } from './open-traces.js';

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number; readonly message?: string };
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: {
      readonly attributes: readonly { readonly key: string; readonly value: object }[];
    };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** A receiver of traces, and what it was sent. */
async function receive(more: Record<string, string> = {}) {
  const bodies: OtlpTraces[] = [];
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${String(request.headers['x-lab'])}`);
    void json(request).then((body) => {
      bodies.push(body as OtlpTraces);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-lab=one',
    ...more,
  };
  // The exporter reads its own.
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  const spans = () =>
    bodies.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
  return { environment, bodies, asked, spans };
}

const span = (name: string) => ({ name, startMs: 1_000, endMs: 2_500, attributes: {} });

it('makes the spans of two processes one trace, without a word between them', async () => {
  const { environment, bodies, asked, spans } = await receive();
  const [one, other] = [
    await openTraces('orchestrator', environment),
    await openTraces('worker', environment),
  ];
  other?.add('s', {
    ...span('trial'),
    error: { code: 'TRIAL_DIVERGED', message: 'nan' },
    children: [span('epoch 1')],
  });
  one?.submitted('s', span('submit'));
  one?.submitted('another', span('submit'));
  await Promise.all([one?.close(), other?.close()]);
  expect(new Set(asked)).toEqual(new Set(['/v1/traces one']));
  const named = (name: string) => spans().filter((found) => found.name === name);
  const [root, otherRoot] = named('submit');
  const [[trial], [epoch]] = [named('trial'), named('epoch 1')];
  expect(root?.parentSpanId ?? '').toBe('');
  expect(trial).toMatchObject({ traceId: root?.traceId, parentSpanId: root?.spanId });
  expect(epoch).toMatchObject({ traceId: root?.traceId, parentSpanId: trial?.spanId });
  expect(trial?.status).toEqual({ code: 2, message: 'nan' });
  expect([trial?.startTimeUnixNano, trial?.endTimeUnixNano].map(Number)).toEqual([1e9, 2.5e9]);
  expect(otherRoot?.traceId).not.toBe(root?.traceId);
  const services = bodies.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ resource }) =>
      resource.attributes.filter(({ key }) => key === 'service.name').map(({ value }) => value),
    ),
  );
  expect(services).toEqual(
    expect.arrayContaining([
      { stringValue: 'crossfold-orchestrator' },
      { stringValue: 'crossfold-worker' },
    ]),
  );
});

it('samples and names as the variables of OpenTelemetry say', async () => {
  const { environment, bodies, spans } = await receive({
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.5',
    OTEL_SERVICE_NAME: 'lab',
  });
  const traces = await openTraces('worker', environment);
  for (let i = 0; i < 200; i++) {
    traces?.submitted(`s${i}`, span('submit'));
    traces?.add(`s${i}`, span('trial'));
  }
  await traces?.close();
  const counts = new Map<string, number>();
  for (const { traceId } of spans()) counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
  // Either a whole trace or nothing of it.
  expect(new Set(counts.values())).toEqual(new Set([2]));
  expect(counts.size).toBeGreaterThan(60);
  expect(counts.size).toBeLessThan(140);
  expect(JSON.stringify(bodies[0]?.resourceSpans[0]?.resource)).toContain('"lab"');
});

it('ends where the receiver is away, and is off where none is named', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const traces = await openTraces('worker', process.env);
  traces?.submitted('s', span('submit'));
  await expect(traces?.close()).resolves.toBeUndefined();
  expect(await openTraces('worker', {})).toBeNull();
  expect(isTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' })).toBe(false);
  const disabled = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_SDK_DISABLED: 'true' };
  expect(isTracing(disabled)).toBe(false);
});
