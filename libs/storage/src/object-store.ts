/** What is stored: bytes at hand, or a stream (any Node `Readable` of buffers) of unknown length. */
export type ObjectBody = Uint8Array | AsyncIterable<Uint8Array>;

/** Write only where nothing is (`ifNoneMatch`), or only over the version with this etag. */
export type WriteCondition =
  | { readonly ifNoneMatch?: true; readonly ifMatch?: never }
  | { readonly ifNoneMatch?: never; readonly ifMatch?: string };

export type PutOptions = WriteCondition & { readonly contentType?: string };

/** Bytes `start` (from 0, default 0) up to but not including `end` (default: the object's size). */
export interface ByteRange {
  readonly start?: number;
  readonly end?: number;
}

export interface ReadOptions {
  /** A larger object is refused, and not read. */
  readonly maxBytes?: number;
}

export interface ListOptions {
  /** Only keys that come after this one. */
  readonly startAfter?: string;
  /** At most so many keys. */
  readonly limit?: number;
}

export interface ObjectHead {
  readonly sizeBytes: number;
  /** Changes with the content; opaque, and comparable only within one store. */
  readonly etag: string;
}

/** Bytes of one version of an object, to be read once. */
export interface ObjectStream extends AsyncIterable<Uint8Array> {
  /** Of that version. */
  readonly etag: string;
  /** That it gives: of the part that was asked for. */
  readonly sizeBytes: number;
  /** Kept when the whole object was written; undefined where another program wrote it without one. */
  readonly sha256: string | undefined;
}

export interface ListedObject extends ObjectHead {
  readonly key: string;
  /** When it was written last, in milliseconds since 1970 by the clock of the store. */
  readonly modifiedMs: number;
}

/** What a write that broke off has left, and no key names. */
export interface Leftover {
  /** Where it lies, for people. */
  readonly name: string;
  /** Null where the store does not say. */
  readonly sizeBytes: number | null;
  readonly modifiedMs: number;
  remove(): Promise<void>;
}

export interface StoredObject extends ObjectHead {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface LoadedObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  /** Of the bytes; they were compared with the checksum kept when they were written. */
  readonly sha256: string;
}

/**
 * The record of everything: objects under keys. An object appears whole or not at all; readers see
 * the version before or the version after a write, never a mixture.
 *
 * A key is a relative path such as `studies/a/report.json` (rules: `assertKey`). A key must never
 * also be the folder of other keys: no `a/b` next to `a`. S3 itself allows it; servers and drivers
 * that keep objects as files cannot, and refuse it with REQUEST_INVALID or STORE_REFUSED.
 *
 * Every method rejects with `AppError`: REQUEST_INVALID (the arguments), STORE_REFUSED
 * (credentials, bucket, permission), STORE_UNAVAILABLE (cannot be reached, out of order, overloaded
 * or full; a repetition may succeed).
 */
export interface ObjectStore {
  /**
   * @throws AppError OBJECT_EXISTS when `ifNoneMatch` is set and the key is taken; CONFLICT when
   *   `ifMatch` is set and the object is another version or gone. An error of a body stream is
   *   thrown as it is; nothing is written then.
   */
  put(key: string, body: ObjectBody, options?: PutOptions): Promise<StoredObject>;

  /**
   * @throws AppError OBJECT_MISSING; OBJECT_CORRUPT when the bytes do not fit their checksum, or are more
   *   than `maxBytes`
   */
  get(key: string, options?: ReadOptions): Promise<LoadedObject>;

  /**
   * An end beyond the object's is that of the object. A read of the whole object ends with
   * OBJECT_CORRUPT when the bytes do not fit their checksum; a part of it cannot be checked.
   *
   * @throws AppError OBJECT_MISSING; REQUEST_INVALID when the range holds no byte of the object
   */
  getStream(key: string, range?: ByteRange): Promise<ObjectStream>;

  /** Null when there is no such object. */
  head(key: string): Promise<ObjectHead | null>;

  /**
   * Objects whose key begins with `prefix` (any beginning, also within a name; empty for all), by
   * the order of the keys' UTF-8 bytes.
   */
  list(prefix: string, options?: ListOptions): AsyncIterable<ListedObject>;

  /** Succeeds also where nothing is. */
  delete(key: string): Promise<void>;

  /**
   * What writes that broke off have left, and what those that are under way have begun: only the time
   * tells them apart.
   */
  leftovers(): AsyncIterable<Leftover>;

  /** Writes, reads and deletes a small object, and proves that conditions on writes are kept. */
  check(): Promise<void>;

  close(): Promise<void>;
}
