import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeWithin, leavingStagesMs, reportGraceMs, requestGraceMs } from './leaving.js';

const forEver = () => new Promise<void>(() => undefined);

describe('closeWithin', () => {
  let told: string;

  beforeEach(() => {
    told = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      told += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('waits for all parts, and is silent', async () => {
    const ended: string[] = [];
    const closing = (name: string) => () => Promise.resolve().then(() => ended.push(name));
    await closeWithin(60_000, { first: closing('first'), second: closing('second') });
    expect(ended).toEqual(['first', 'second']);
    expect(told).toBe('');
  });

  it('names the parts that do not end, or cannot be closed, and rejects for none', async () => {
    const broken = () => Promise.reject(new Error('Connection is closed.'));
    await closeWithin(10, { 'the report': forEver, 'the queue': broken });
    expect(told).toContain('leaves without waiting for the report any longer"');
    expect(told).toContain('leaves without the queue: Connection is closed."');
  });
});

it('plans to leave in less than the 30 s that are promised', () => {
  const { work, queues, connections } = leavingStagesMs;
  expect(work + queues + connections).toBeLessThan(30_000);
  expect(Math.max(requestGraceMs, reportGraceMs)).toBeLessThan(work);
});
