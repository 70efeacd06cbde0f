import { describe, expect, it } from 'vitest';
import { meetsRequirements, parseLabels, queueNameFor, requirementsText } from './requirements.js';

const h100 = { gpu: 'NVIDIA-H100-80GB-HBM3', memoryGb: 80, site: 'berlin' };

describe('labels of a worker', () => {
  it.each([
    [{}, true],
    [{ gpu: 'h100' }, true],
    [{ gpu: 'nvidia-h100-80gb-hbm3' }, true],
    [{ gpu: 'h10' }, false],
    [{ memoryGb: 40 }, true],
    [{ memoryGb: 80 }, true],
    [{ memoryGb: 80.5 }, false],
    [{ gpu: 'h100', site: 'paris' }, false],
    [{ rack: 'a' }, false],
    [{ toString: 'x' }, false],
    [{ site: 1 }, false],
  ])('meet %j: %j', (requires, meets) => {
    expect(meetsRequirements(h100, requires)).toBe(meets);
  });

  it('are read from text', () => {
    expect(parseLabels('gpu=h100, memoryGb=80,')).toEqual({ gpu: 'h100', memoryGb: 80 });
    expect(parseLabels('')).toEqual({});
    for (const wrong of ['gpu', 'gpu=', '=h100', '__proto__=x', '9a=b', `a=${'x'.repeat(101)}`]) {
      expect(parseLabels(wrong), wrong).toMatch(/^expected NAME=VALUE/);
    }
  });

  it('name a queue, whatever their order', () => {
    expect(queueNameFor('tasks', {})).toBe('tasks');
    const name = queueNameFor('tasks', { gpu: 'h100', memoryGb: 80 });
    expect(name).toMatch(/^tasks-[0-9a-f]{12}$/);
    expect(queueNameFor('tasks', { memoryGb: 80, gpu: 'h100' })).toBe(name);
    expect(queueNameFor('tasks', { memoryGb: 40, gpu: 'h100' })).not.toBe(name);
  });

  it('are told in words', () => {
    expect(requirementsText({ gpu: 'h100', memoryGb: 40 })).toBe('gpu h100, memoryGb ≥ 40');
  });
});
