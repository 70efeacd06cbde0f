import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, sha256 } from '@crossfold/contracts';
import { assertRange, isWhole, rangeBeyondEnd } from './byte-range.js';
import { checkStore } from './check-store.js';
import { assertChecksum, verifyChecksum } from './checksum.js';
import { hasErrorCode, translateFileError } from './file-errors.js';
import { createFileLayout, type ContentRef, type FileLayout } from './file-layout.js';
import { walkLeftovers } from './file-leftovers.js';
import { walkObjects } from './file-listing.js';
import { publish, readContentRef, unpublish } from './file-publish.js';
import { assertKey, assertPrefix } from './keys.js';
import { takeFirst } from './list-limit.js';
import type { ObjectStore } from './object-store.js';
import { assertSize } from './size-limit.js';
import { spool } from './spool.js';
import { objectMissing } from './store-errors.js';

export interface FileStoreSettings {
  readonly kind: 'file';
  /** Absolute path; made when it is not there. */
  readonly dir: string;
}

/** A body takes minutes at most; what is older was left by a process that was killed. */
const abandonedMs = 24 * 60 * 60 * 1000;

/**
 * Keeps objects as plain files, for one machine or a shared volume with atomic renames. The etag of an object is its SHA-256. The content type is not kept.
 */
export function createFileStore({ dir }: FileStoreSettings): ObjectStore {
  const layout = createFileLayout(dir);
  const store: ObjectStore = {
    put: (key, body, options = {}) =>
      attempt(`write ${key}`, async () => {
        assertKey(key);
        const spooled = await spool(layout.incoming, body);
        try {
          await publish(layout, key, spooled, options);
        } finally {
          await rm(spooled.path, { force: true });
        }
        return { etag: spooled.sha256, sizeBytes: spooled.sizeBytes, sha256: spooled.sha256 };
      }),

    get: (key, { maxBytes = Infinity } = {}) =>
      attempt(`read ${key}`, async () => {
        const { file, content } = await openContent(layout, key);
        try {
          if (maxBytes < Infinity) assertSize(key, (await file.stat()).size, maxBytes);
          const bytes = await file.readFile();
          assertChecksum(key, content.sha256, sha256(bytes));
          return { bytes, etag: content.sha256, sha256: content.sha256 };
        } finally {
          await file.close();
        }
      }),

    getStream: (key, range = {}) =>
      attempt(`read ${key}`, async () => {
        assertRange(key, range);
        const { file, content } = await openContent(layout, key);
        const { sha256: etag } = content;
        const { size } = await file.stat();
        const { start = 0, end = size } = range;
        const version = { etag, sha256: etag, sizeBytes: Math.min(end, size) - start };
        if (isWhole(range)) {
          return Object.assign(verifyChecksum(key, etag, file.createReadStream()), version);
        }
        if (start < size) {
          return Object.assign(file.createReadStream({ start, end: end - 1 }), version);
        }
        await file.close();
        throw rangeBeyondEnd(key, range);
      }),

    head: (key) =>
      attempt(`look up ${key}`, async () => {
        assertKey(key);
        const found = await findContent(layout, key, async ({ path }) => (await stat(path)).size);
        return found && { sizeBytes: found.result, etag: found.content.sha256 };
      }),

    async *list(prefix, { startAfter = '', limit = Infinity } = {}) {
      assertPrefix(prefix);
      try {
        yield* takeFirst(walkObjects(layout, prefix, startAfter), limit);
      } catch (error) {
        throw translateFileError(error, `list ${prefix}`);
      }
    },

    delete: (key) =>
      attempt(`delete ${key}`, () => {
        assertKey(key);
        return unpublish(layout, key);
      }),

    async *leftovers() {
      try {
        yield* walkLeftovers(layout);
      } catch (error) {
        throw translateFileError(error, `list what is left in ${dir}`);
      }
    },

    check: () =>
      attempt(`use ${dir}`, async () => {
        await assertFolder(layout.incoming, dir);
        await removeAbandoned(layout.incoming);
        await checkStore(store);
      }),

    close: () => Promise.resolve(),
  };
  return store;
}

async function attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateFileError(error, what);
  }
}

/** The file stays readable, whole, also when the object is overwritten or deleted meanwhile. */
async function openContent(
  layout: FileLayout,
  key: string,
): Promise<{ file: FileHandle; content: ContentRef }> {
  assertKey(key);
  const found = await findContent(layout, key, ({ path }) => open(path, 'r'));
  if (!found) throw objectMissing(key);
  return { file: found.result, content: found.content };
}

/** Follows the link of a key; an overwrite may remove the bytes on the way, then the new ones count. */
async function findContent<T>(
  layout: FileLayout,
  key: string,
  use: (content: ContentRef) => Promise<T>,
): Promise<{ result: T; content: ContentRef } | null> {
  for (let lostPath = ''; ;) {
    const content = readContentRef(layout, key);
    if (!content) return null;
    if (content.path === lostPath) {
      throw new AppError('OBJECT_CORRUPT', `expected bytes at ${lostPath} for ${key}, got nothing`);
    }
    try {
      return { result: await use(content), content };
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) throw error;
      lostPath = content.path;
    }
  }
}

async function assertFolder(folder: string, dir: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if (!hasErrorCode(error, 'ENOTDIR', 'EEXIST')) throw error;
    throw new AppError('STORE_REFUSED', `expected a folder for the object store, got ${dir}`, {
      remedy: 'Let CROSSFOLD_STORE name a folder: a part of its path is a file.',
      cause: error,
    });
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const status = await stat(path).catch(() => undefined);
    if (status && Date.now() - status.mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}
