import type { StoredVersion } from '@crossfold/study';
import { listLines } from '../terminal/list-lines.js';
import type { Terminal } from '../terminal/terminal.js';

/** What becomes of documents of an earlier version. */
const fates: Readonly<Record<StoredVersion['fate'], string>> = {
  newest: 'of the newest version',
  rewritten: 'can be written in it',
  read: 'stays as it is, and is read as of it',
};

/** Versions of documents by kind. */
export function versionLines(
  terminal: Pick<Terminal, 'mode' | 'size'>,
  versions: readonly StoredVersion[],
): string[] {
  const columns = [
    { title: 'kind' },
    ...['version', 'newest', 'documents'].map((title) => ({ title, align: 'right' as const })),
    { title: 'what becomes of it' },
  ];
  return listLines(
    terminal,
    columns,
    versions.map(({ kind, version, newest, documents, fate }) => [
      kind,
      version,
      newest,
      documents,
      fates[fate],
    ]),
  );
}
