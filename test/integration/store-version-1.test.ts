import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { records, type Report } from '@crossfold/contracts';
import { openObjectStore, readRecord, type ObjectStore } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/processes.js';

const archive = fileURLToPath(new URL('../fixtures/store-version-1.tar.gz', import.meta.url));

/** Written by the code of before: see the notes beside the archive. */
describe('a store of version 1', () => {
  let folder: string;
  let store: ObjectStore;
  let studyId: string;
  let manifestSha256: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-version-1-'));
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder]);
    store = openObjectStore({ kind: 'file', dir: join(folder, 'store') });
    [studyId = ''] = await readdir(join(folder, 'store', 'objects', 'studies'));
    ({ manifestSha256 } = await readRecord(store, records.dataset, { name: 'drawn' }));
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  /** @returns its standard output */
  async function cli(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runCli(args, {
      CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href,
      CROSSFOLD_HOME: join(folder, 'home'),
    });
    expect({ code, args }, stderr).toEqual({ code: 0, args });
    return stdout;
  }

  it('has documents of version 1', async () => {
    const key = (name: string) => readFile(join(folder, 'store', 'objects', name), 'utf8');
    const manifest = await key(records.manifest.key({ sha256: manifestSha256 }));
    expect(JSON.parse(manifest)).toMatchObject({ schemaVersion: 1 });
    expect(await key(records.dataset.key({ name: 'drawn' }))).toContain('"lesions":');
    const { foldPlan } = await readRecord(store, records.study, { studyId });
    expect(await key(records.foldPlan.key({ sha256: foldPlan.sha256 }))).toContain('"lesionId":');
  });

  it('lists and shows its data sets', async () => {
    expect(await cli('dataset', 'list')).toMatch(/drawn\s+70\s+/);
    const shown = await cli('dataset', 'show', 'drawn');
    expect(shown).toMatch(/akiec\s.*actinic keratosis/);
    expect(shown).toContain('Lesions by number of images');
    expect(shown).toContain('By localization');
    await cli('dataset', 'verify', 'drawn');
  });

  it('shows, reports and verifies its study', async () => {
    expect(await cli('study', 'list')).toContain(studyId);
    await cli('study', 'show', studyId);
    const stored = JSON.parse(
      await readFile(join(folder, 'store/objects', records.report.key({ studyId })), 'utf8'),
    ) as Report;
    const report = await readRecord(store, records.report, { studyId });
    expect(report.variants.map(({ pooled }) => pooled?.scores.balancedAccuracy)).toEqual(
      stored.variants.map(({ pooled }) => pooled?.scores.balancedAccuracy),
    );
    const text = await cli('report', studyId);
    expect(text).toContain('malignant');
    expect(text).toMatch(/lesion/);
    expect(await cli('verify', studyId)).toContain('are what they were written as');
  });

  it('knows the same images again, and keeps their manifest', async () => {
    const told = ['--source', 'generated', '--licence', 'CC0'];
    const added = await cli('dataset', 'add', join(folder, 'drawn'), '--name', 'drawn', ...told);
    expect(added).toContain('drawn is unchanged');
    const pointer = await readRecord(store, records.dataset, { name: 'drawn' });
    expect(pointer.manifestSha256).toBe(manifestSha256);
  });

  it('gives back the file of its study in the words of today, to be submitted once more', async () => {
    const file = join(folder, 'first.yaml');
    await writeFile(file, await cli('study', 'file', studyId));
    expect(await readFile(file, 'utf8')).toContain('sealedShare: 0.2');
    expect(await cli('study', 'forecast', file)).toContain('4 trials');
  });

  it('keeps its bytes where hashes rest on them, and is upgraded where it may change', async () => {
    const etagsOf = async () => {
      const etags = new Map<string, string>();
      for await (const { key, etag } of store.list('')) etags.set(key, etag);
      return etags;
    };
    const before = await etagsOf();
    expect(await cli('store', 'upgrade')).toMatch(/manifest\t1\t2\t2\tstays as it is/);
    expect(await etagsOf()).toEqual(before);
    expect(await cli('store', 'upgrade', '--apply')).toMatch(/wrote \d+ document\(s\)/);
    const changed = [...(await etagsOf())].filter(([key, etag]) => before.get(key) !== etag);
    const isOfUpdates = (key: string) =>
      Object.values(records).some(({ parseKey, write }) => parseKey(key) && write === 'update');
    expect(changed.map(([key]) => key)).toContain(records.report.key({ studyId }));
    const others = changed.filter(([key]) => !isOfUpdates(key));
    // Who did it.
    expect(others.map(([key]) => records.auditPage.parseKey(key)?.number)).toEqual([1, 2]);
    expect(await cli('store', 'upgrade')).toContain('would write 0 document(s)');
    expect(await cli('verify', studyId)).toContain('are what they were written as');
    expect(await cli('report', studyId)).toContain('malignant');
  });

  it('can be planned anew', async () => {
    const planned = await cli('plan', 'drawn', '--folds', '2', '--sealed-share', '0');
    expect(planned).toContain('no lesion is on two sides');
  });
});
