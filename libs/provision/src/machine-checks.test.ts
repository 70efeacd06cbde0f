import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDisk } from './machine-checks.js';

describe('the check of a folder', () => {
  it('passes where files can be written, and leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossfold-disk-'));
    const check = await checkDisk('state folder', join(folder, 'not', 'there'));
    expect(check).not.toMatchObject({ status: 'problem' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a file', () => fileIn(mkdtempSync(join(tmpdir(), 'crossfold-disk-'))), /got ENOTDIR/],
    ['a folder of the kernel, where root may not write either', () => '/proc/self', /got E/],
  ])('names %s as one in which nothing can be written', async (_, place, got) => {
    const path = place();
    const check = await checkDisk('state folder', path);
    expect(check).toMatchObject({ name: 'state folder', status: 'problem' });
    expect(check.found).toMatch(got);
    expect(check.found).toContain(path);
    expect(check.remedy).toMatch(/another folder/);
  });
});

function fileIn(folder: string): string {
  const path = join(folder, 'file');
  writeFileSync(path, '');
  return path;
}
