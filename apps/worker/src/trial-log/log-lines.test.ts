import { expect, it } from 'vitest';
import { createLogLines } from './log-lines.js';

it('keeps the first and the last lines, and says how many are left out', () => {
  const lines = createLogLines({ headBytes: 40, tailBytes: 60 });
  for (let i = 1; i <= 1000; i++) lines.add(`line ${i}`);
  const kept = lines.text().split('\n');
  expect(kept.slice(0, 2)).toEqual(['line 1', 'line 2']);
  expect(kept.slice(-3)).toEqual(['line 999', 'line 1000', '']);
  const leftOut = kept.findIndex((line) => line.startsWith('…'));
  expect(kept[leftOut]).toBe(`… ${1000 - (kept.length - 2)} lines left out …`);
  expect(Buffer.byteLength(lines.text())).toBeLessThan(140);
});

it('keeps order where a line does not fit into the head, and cuts one that is too long', () => {
  const lines = createLogLines({ headBytes: 20, tailBytes: 10_000 });
  for (const line of ['short', 'x'.repeat(9000), 'y']) lines.add(line);
  expect(lines.text()).toBe(`short\n${'x'.repeat(4096)}…\ny\n`);
});
