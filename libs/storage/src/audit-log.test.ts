import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { records, type AuditEntry } from '@crossfold/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuditLog, listAuditEntries, verifyAuditLog } from './audit-log.js';
import { createFileStore } from './file-store.js';
import type { ObjectStore } from './object-store.js';

const key = (number: number) => records.auditPage.key({ number });

function entryOf(path: string): AuditEntry {
  return {
    at: '2026-12-01T00:00:00.000Z',
    user: 'Ada',
    role: 'researcher',
    tokenId: null,
    from: '192.0.2.1',
    operation: 'pauseStudy',
    method: 'POST',
    path,
    body: '{}',
    bodySha256: null,
    status: 202,
    code: null,
  };
}

describe('the audit log', () => {
  let folder: string;
  let store: ObjectStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-audit-'));
    store = createFileStore({ kind: 'file', dir: folder });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const pathsOf = async (before?: string) => {
    const paths: string[] = [];
    for await (const { entry } of listAuditEntries(store, before)) paths.push(entry.path);
    return paths;
  };

  it('has each entry of two writers at once, in objects that follow each other', async () => {
    const [one, other] = [createAuditLog(store), createAuditLog(store)];
    const paths = Array.from({ length: 30 }, (_, i) => `/${i}`);
    await Promise.all(paths.map((path, i) => (i % 2 ? one : other).append(entryOf(path))));
    expect((await pathsOf()).sort()).toEqual([...paths].sort());
    expect(await verifyAuditLog(store)).toMatchObject({ entries: 30, problems: [] });
    await createAuditLog(store).append(entryOf('/after-a-restart'));
    expect((await pathsOf())[0]).toBe('/after-a-restart');
    expect(await verifyAuditLog(store)).toMatchObject({ entries: 31, problems: [] });
  });

  it('is read in pages from the newest on', async () => {
    const log = createAuditLog(store);
    await Promise.all(['/a', '/b', '/c'].map((path) => log.append(entryOf(path))));
    const first = await listAuditEntries(store).next();
    expect(first.value).toMatchObject({ entry: { path: '/c' } });
    expect(await pathsOf(first.value?.position)).toEqual(['/b', '/a']);
  });

  it('tells of an entry that was changed, and of an object that is gone', async () => {
    const log = createAuditLog(store);
    for (const path of ['/a', '/b', '/c', '/d']) await log.append(entryOf(path));
    const before = await verifyAuditLog(store);
    expect(before).toMatchObject({ objects: 4, head: { number: 4 }, problems: [] });
    const { bytes } = await store.get(key(2));
    await store.put(key(2), Buffer.from(Buffer.from(bytes).toString().replace('Ada', 'Eve')));
    expect((await verifyAuditLog(store)).problems).toEqual([
      `${key(3)}: does not follow the object before, which was changed, or it was`,
    ]);
    await store.delete(key(2));
    expect((await verifyAuditLog(store)).problems).toEqual([`${key(2)}: is missing`]);
    await store.delete(key(4));
    expect((await verifyAuditLog(store)).head).not.toEqual(before.head);
  });
});
