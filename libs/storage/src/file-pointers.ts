import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  readSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { hasErrorCode, isUnsupported } from './file-errors.js';

/*
 * An object's name says where its bytes are: as a symbolic link, or, on file systems that have none
 * (exFAT, many SMB and FUSE mounts), as a file of this form.
 */
const head = 'crossfold pointer\n';
const maxBytes = 4096;

/** What kind of names a store makes; it reads both. */
export interface PointerKind {
  /** Whether names are files, since the file system refuses links. */
  areFiles(): boolean;
  /** The file system has refused a link: from now on, all processes of the store make files. */
  becomeFiles(): void;
}

/** @param mark a file of the store that says so */
export function openPointerKind(mark: string): PointerKind {
  let known: boolean | undefined;
  return {
    areFiles: () => (known ??= existsSync(mark)),
    becomeFiles() {
      known = true;
      mkdirSync(dirname(mark), { recursive: true });
      writeFileSync(mark, 'This file system has no symbolic links: objects are named by files.\n');
    },
  };
}

/** Whether a link was refused for want of links, by the file system. */
export function lacksLinks(error: unknown): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === 'symlink' && (hasErrorCode(error, 'EPERM') || isUnsupported(error));
}

/** Makes a name that is not there yet. @throws the error of the file system, as EEXIST */
export function makePointer(kind: PointerKind, target: string, path: string): void {
  if (kind.areFiles()) writeNew(path, head + target);
  else symlinkSync(target, path);
}

/**
 * What a name says; null where there is none, or something else.
 *
 * @throws the error of the file system, but for ENOENT and ENOTDIR
 */
export function readPointer(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return null;
    // EINVAL: it is no link. Others: the file system has none.
    if (!isUnsupported(error)) throw error;
    return readFile(path);
  }
}

function readFile(path: string): string | null {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(maxBytes);
    const text = bytes.toString('utf8', 0, readSync(file, bytes));
    return text.startsWith(head) ? text.slice(head.length) : null;
  } finally {
    closeSync(file);
  }
}

function writeNew(path: string, text: string): void {
  const file = openSync(path, 'wx');
  try {
    writeSync(file, text);
    try {
      fsyncSync(file);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
  } finally {
    closeSync(file);
  }
}
