import { basename, dirname, join, relative } from 'node:path';
import { openPointerKind, type PointerKind } from './file-pointers.js';

/** The bytes of one version of an object, as its link names them. */
export interface ContentRef {
  /** Absolute path of the file that holds the plain bytes. */
  readonly path: string;
  readonly sha256: string;
}

/**
 * Folders of a file store. `objects/KEY` is a symbolic link to the plain bytes, and the name of its
 * target begins with their checksum: one atomic step publishes both, so that no object is ever
 * visible without its checksum or with another one's. Links are relative: the folder can be moved.
 */
export interface FileLayout {
  readonly objects: string;
  readonly locks: string;
  readonly pointers: PointerKind;
  /** Bodies that are still being written. */
  readonly incoming: string;
  linkPath(key: string): string;
  /** A place for content that no other version shares, so that a delete needs no counting. */
  contentPath(sha256: string, nonce: string): string;
  /** Target to write into the link of a key. */
  targetOf(key: string, contentPath: string): string;
  /** What the link of a key names. */
  resolveTarget(key: string, target: string): ContentRef;
}

const sha256Digits = 64;

export function createFileLayout(dir: string): FileLayout {
  const objects = join(dir, 'objects');
  const linkPath = (key: string) => join(objects, key);
  return {
    objects,
    locks: join(dir, 'locks'),
    pointers: openPointerKind(join(dir, 'without-links')),
    incoming: join(dir, 'incoming'),
    linkPath,
    contentPath: (sha256, nonce) => join(dir, 'content', sha256.slice(0, 2), `${sha256}-${nonce}`),
    targetOf: (key, contentPath) => relative(dirname(linkPath(key)), contentPath),
    resolveTarget: (key, target) => ({
      path: join(dirname(linkPath(key)), target),
      sha256: basename(target).slice(0, sha256Digits),
    }),
  };
}
