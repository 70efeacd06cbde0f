import type { Readable } from 'node:stream';
import type { SplitAudit } from '@crossfold/data';
import { documentHtml } from '../render/html.js';
import { documentMarkdown } from '../render/markdown.js';
import { tableOfRows, type NamedValue } from '../tables/data-table.js';
import { tableFormats } from '../tables/write-table.js';
import { auditDocument, hasLeak, type AuditSubject } from './audit-document.js';

/** An audit for people. */
export const auditFormats = {
  md: (subject: AuditSubject) => documentMarkdown(auditDocument(subject)),
  html: (subject: AuditSubject) => documentHtml({ document: auditDocument(subject) }),
} as const satisfies Record<string, (subject: AuditSubject) => string>;

/** An audit for programs: counts, crossings by the ids of their images, scores. */
export function auditJson(subject: AuditSubject): object {
  const { file, split, predictions } = subject;
  const { columns, rows, classes, balance, crossings, leaks, notes } = split;
  return {
    file,
    columns,
    rows: rows.length,
    classes,
    hasLeak: hasLeak(subject),
    parts: balance.map(({ part, images, groups, counts, missing, drifted }) => ({
      ...part,
      images,
      groups,
      classes: Object.fromEntries(classes.map((label, c) => [label, counts[c] ?? 0])),
      missing,
      drifted,
    })),
    leaks: leaks.map(({ part, images, lines, all }) => ({
      part: part.name,
      images,
      leakedImages: all.size,
      byKind: Object.fromEntries(Object.entries(lines).map(([kind, of]) => [kind, of.size])),
    })),
    crossings: crossings.map(({ kind, key, rows: tied, copy }) => ({
      kind,
      key,
      images: tied.map(({ imageId, part, line }) => ({ imageId, part, line })),
      copy,
    })),
    notes,
    predictions,
  };
}

/** A row for each image that lies on two sides, and each reason, as CSV. */
export function auditCsv({ crossings }: SplitAudit): Readable {
  const rows = crossings.flatMap(({ kind, key, rows: tied, copy }, crossing) =>
    tied.map(({ imageId, part, group, label, line }): NamedValue[] => [
      ['crossing', crossing],
      ['kind', kind],
      ['key', key],
      ['image', imageId],
      ['part', part],
      ['group', group],
      ['label', label],
      ['line', line],
      ['bits', copy?.distance ?? null],
      ['likeness', copy?.likeness ?? null],
    ]),
  );
  const columns = ['crossing', 'kind', 'key', 'image', 'part', 'group', 'label', 'line'];
  return tableFormats.csv.write({
    ...tableOfRows(rows),
    columns: [...columns, 'bits', 'likeness'],
  });
}
