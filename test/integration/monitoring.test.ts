import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StudyDetail } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import {
  exposedIn,
  labelsIn,
  metricsIn,
  monitoringFolder,
  readQueries,
} from '../support/monitoring-files.js';
import { runCli } from '../support/processes.js';
import { sendRaw } from '../support/raw-request.js';
import { startOtlpReceiver, type OtlpReceiver } from '../support/otlp-receiver.js';
import { promtool } from '../support/promtool.js';
import { startStack, type Stack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';

const clean = { isClean: true, said: expect.stringContaining('SUCCESS') as string };

describe('the files for Prometheus', () => {
  it('are valid, and each alert comes when it should', async () => {
    const file = (name: string) => join(monitoringFolder, name);
    const checked = await Promise.all([
      promtool(['check', 'config', '--syntax-only', file('prometheus.yml')]),
      promtool(['check', 'rules', file('alerts.yml')]),
      promtool(['test', 'rules', file('alerts.test.yml')]),
    ]);
    expect(checked).toEqual([clean, clean, clean]);
  });

  it('have a test for each alert, and queries that parse', async () => {
    const queries = await readQueries();
    const folder = await mkdtemp(join(tmpdir(), 'crossfold-queries-'));
    const rules = queries.map(({ expr }, i) => ({ record: `query:number${i}`, expr }));
    const path = join(folder, 'rules.yml');
    await writeFile(path, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    expect(await promtool(['check', 'rules', path])).toEqual(clean);
    await rm(folder, { recursive: true });
    expect(queries.length).toBeGreaterThan(40);
  });
});

describe('what the processes tell', () => {
  let receiver: OtlpReceiver;
  let stack: Stack;
  let studyId: string;
  let [orchestrator, worker] = ['', ''];

  async function scrape(url: string): Promise<string> {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    return response.text();
  }

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    stack = await startStack({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    });
    await addDrawnImages(stack);
    const running = await stack.startWorker('worker', { CROSSFOLD_METRICS_PORT: '0' });
    studyId = await stack.submit({ ...tinyStudy, arms: {} });
    const isOver = ({ state }: StudyDetail) => state.startsWith('finished');
    await stack.waitFor(`/studies/${studyId}`, isOver, 120_000);
    orchestrator = await scrape(`${new URL(stack.api).origin}/metrics`);
    worker = await scrape(String(running.ready['metricsUrl']));
  });
  afterAll(async () => {
    await stack.stop();
    receiver.stop();
  });

  it('is as Prometheus wants it', async () => {
    expect(await promtool(['check', 'metrics'], orchestrator)).toEqual({ isClean: true, said: '' });
    expect(await promtool(['check', 'metrics'], worker)).toEqual({ isClean: true, said: '' });
  });

  it('counts what has happened', () => {
    const value = (text: string, line: string) =>
      Number(
        text
          .split('\n')
          .find((one) => one.startsWith(`${line} `))
          ?.split(' ')
          .at(-1),
      );
    expect(value(orchestrator, 'crossfold_trials{state="succeeded"}')).toBe(2);
    expect(value(orchestrator, 'crossfold_trial_ends_total{state="succeeded",code="none"}')).toBe(
      2,
    );
    expect(value(orchestrator, 'crossfold_fleet_slots')).toBe(1);
    expect(value(orchestrator, 'crossfold_report_duration_seconds_count{end="written"}')).toBe(1);
    expect(value(orchestrator, 'crossfold_reconcile_duration_seconds_count')).toBeGreaterThan(0);
    expect(
      value(
        orchestrator,
        'crossfold_http_request_duration_seconds_count{method="GET",route="/api/v1/studies/:studyId",status="200"}',
      ),
    ).toBeGreaterThan(0);
    expect(
      value(orchestrator, 'crossfold_redis_command_duration_seconds_count{command="xadd"}'),
    ).toBeGreaterThan(0);
    expect(value(worker, 'crossfold_worker_attempts_total{task="trial",end="done"}')).toBe(2);
    expect(value(worker, 'crossfold_worker_attempts_total{task="ensemble",end="done"}')).toBe(1);
    expect(value(worker, 'crossfold_worker_slots')).toBe(1);
    expect(value(worker, 'crossfold_worker_images_total')).toBeGreaterThan(100);
    expect(value(worker, 'crossfold_worker_step_duration_seconds_count')).toBeGreaterThan(10);
    expect(value(worker, 'crossfold_worker_checkpoint_duration_seconds_count')).toBeGreaterThan(1);
    // What the process of the slot has read and written, too.
    expect(value(worker, 'crossfold_store_bytes_total{direction="read"}')).toBeGreaterThan(10_000);
    expect(orchestrator + worker).not.toContain(studyId);
  });

  it('has every metric and label that a dashboard or an alert asks for', async () => {
    const exposed = new Map([...exposedIn(orchestrator), ...exposedIn(worker)]);
    for (const { place, expr } of await readQueries()) {
      const names = metricsIn(expr);
      expect(names.length + Number(expr.startsWith('up{')), place).toBeGreaterThan(0);
      expect(
        names.filter((name) => !exposed.has(name)),
        place,
      ).toEqual([]);
      const labels = new Set(names.flatMap((name) => [...(exposed.get(name) ?? [])]));
      // A counter of faults and a gauge of GPUs have no samples here, so no labels.
      if (labels.size === 0) continue;
      expect(
        labelsIn(expr).filter((label) => !labels.has(label)),
        place,
      ).toEqual([]);
    }
  });

  it('is one trace of the study, from its submission to the store', async () => {
    const named = (name: string) => receiver.spans.filter((span) => span.name === name);
    await waitUntil('all spans', () => named('trial').length === 2 && named('report').length === 1);
    const [submit] = named('submit');
    expect(submit?.service).toBe('crossfold-orchestrator');
    expect(new Set(receiver.spans.map(({ traceId }) => traceId))).toEqual(
      new Set([submit?.traceId]),
    );
    for (const span of [...named('queued'), ...named('trial'), ...named('report')]) {
      expect(span.parentSpanId).toBe(submit?.spanId);
    }
    const trials = named('trial');
    expect(new Set(trials.map(({ service }) => service))).toEqual(new Set(['crossfold-worker']));
    for (const { spanId } of trials) {
      const parts = receiver.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
      const count = (name: string) => parts.filter((part) => part.name === name).length;
      expect([count('prepare'), count('epoch')]).toEqual([1, 5]);
      expect(count('checkpoint')).toBeGreaterThan(0);
      expect(count('store get')).toBeGreaterThan(0);
    }
  });

  it('has the log of each trial: by API, ranges of it, and by the command line', async () => {
    const path = `${stack.api}/studies/${studyId}/trials/full.f0.s1/log`;
    const log = await waitUntil('the log', async () => {
      const response = await fetch(path);
      return response.ok ? response : undefined;
    });
    expect(log.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(log.headers.get('crossfold-attempt')).toBe('1');
    const text = await log.text();
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toMatch(/Z worker attempt 1 at full\.f0\.s1 by worker$/);
    for (const said of [/trains 5 epochs on/, /epoch 5 of stage all ended/, /checkpoint .* stored/])
      expect(
        lines.some((line) => said.test(line)),
        String(said),
      ).toBe(true);
    expect(lines.at(-1)).toMatch(/worker succeeded$/);

    const tail = await fetch(`${path}?tail=1&attempt=1`);
    expect(await tail.text()).toBe(`${lines.at(-1) ?? ''}\n`);
    const part = await fetch(path, { headers: { range: 'bytes=-10' } });
    expect([part.status, await part.text()]).toEqual([206, text.slice(-10)]);
    const etag = log.headers.get('etag') ?? '';
    expect((await sendRaw(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(`${path}?attempt=2`)).status).toBe(404);
    expect((await fetch(`${path}?tail=0`)).status).toBe(400);
    expect((await fetch(path.replace('full.f0', 'full.f9'))).status).toBe(404);

    const shown = await runCli(['study', 'logs', 'tiny', 'full.f0.s1', '--tail', '1'], stack.env);
    expect(shown.stdout).toContain('worker succeeded');
  });
});
