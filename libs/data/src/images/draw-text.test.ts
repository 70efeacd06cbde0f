import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawText } from './draw-text.js';

const folder = await mkdtemp(join(tmpdir(), 'crossfold-fonts-'));

// A machine without any font: its configuration names no folder.
beforeAll(async () => {
  const path = join(folder, 'fonts.conf');
  await writeFile(path, '<fontconfig></fontconfig>');
  process.env['FONTCONFIG_FILE'] = path;
});
afterAll(() => rm(folder, { recursive: true }));

it('draws letters where the machine has no font', async () => {
  // The boxes that stand for unknown letters all have one width.
  const [narrow, wide] = [await drawText('iiiiiiii', 400), await drawText('mmmmmmmm', 400)];
  expect(wide.widthPx).toBeGreaterThan(2 * narrow.widthPx);
});

it('draws markup as text', async () => {
  const [plain, marked] = [await drawText('mel', 400), await drawText('<b>mel</b> &amp;', 400)];
  expect(marked.widthPx).toBeGreaterThan(2 * plain.widthPx);
});
