import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLifetime } from './lifetime.js';

describe('the lifetime of a worker', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A task that ends when it is told to. */
  function openTask() {
    const ending = new EventEmitter();
    const ended = once(ending, 'end');
    return { task: () => ended, end: () => ending.emit('end') };
  }

  it('has no end unless one is given', async () => {
    const { over } = startLifetime({ idleMs: null, maxMs: null });
    await vi.advanceTimersByTimeAsync(1e9);
    expect(over.aborted).toBe(false);
  });

  it('is over when no task came for so long', async () => {
    const { over } = startLifetime({ idleMs: 60_000, maxMs: null });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(over.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(over.reason).toBe('it had no task for 60 s');
  });

  it('is not idle while one of two tasks runs, and counts anew from the end of the last', async () => {
    const { over, during } = startLifetime({ idleMs: 1000, maxMs: null });
    const [first, second] = [openTask(), openTask()];
    const ends = [during(first.task), during(second.task)];
    first.end();
    await vi.advanceTimersByTimeAsync(5000);
    expect(over.aborted).toBe(false);
    second.end();
    await Promise.all(ends);
    await vi.advanceTimersByTimeAsync(999);
    expect(over.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(over.aborted).toBe(true);
  });

  it('is over after its whole time also during a task', async () => {
    const { over, during } = startLifetime({ idleMs: 1000, maxMs: 10_000 });
    const task = openTask();
    const end = during(task.task);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(over.reason).toBe('its 10 s are over');
    task.end();
    await end;
  });

  it('does not end what was stopped', async () => {
    const { over, stop } = startLifetime({ idleMs: 1000, maxMs: 1000 });
    stop();
    await vi.advanceTimersByTimeAsync(2000);
    expect(over.aborted).toBe(false);
  });
});
