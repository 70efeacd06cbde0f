import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditSplit, type SplitAudit } from './audit-split.js';
import { readSplit } from './split-table.js';

/** Two images of each of 60 groups; a group is in one part. */
function cleanRows(parts: readonly string[]) {
  return Array.from({ length: 120 }, (_, i) => ({
    image: `I${i}`,
    group: `G${i >> 1}`,
    label: ['nv', 'mel', 'bkl'][(i >> 1) % 3] ?? '',
    part: parts[(i >> 1) % 10 < 6 ? 0 : (i >> 1) % 10 < 8 ? 1 : 2] ?? '',
  }));
}

type Row = ReturnType<typeof cleanRows>[number];

function read(rows: readonly Row[]) {
  const lines = rows.map(({ image, label, group, part }) => [image, label, group, part].join(','));
  return readSplit(`image_id,dx,lesion_id,split\n${lines.join('\n')}\n`, { file: 'split.csv' });
}

/** Images that leak, by part and kind. */
function leaksOf({ leaks, rows }: SplitAudit) {
  const idAt = new Map(rows.map(({ line, imageId }) => [line, imageId]));
  return leaks.flatMap(({ part, lines }) =>
    Object.entries(lines).flatMap(([kind, some]) =>
      [...some].map((line) => `${part.name} ${kind} ${idAt.get(line)}`),
    ),
  );
}

const holdout = ['train', 'val', 'test'];
const folds = ['0', '1', '2'];

describe('auditSplit', () => {
  it.each([
    ['train, val and test', holdout],
    ['folds', folds],
    ['names that say nothing', ['A', 'B', 'C']],
    ['what is always in training, as in scikit-learn, and folds', ['-1', '0.0', '1.0']],
  ])('has nothing to say of a clean split into %s', (_, parts) => {
    const audit = auditSplit(read(cleanRows(parts)));
    expect(audit.crossings).toEqual([]);
    expect(leaksOf(audit)).toEqual([]);
    expect(audit.balance.flatMap(({ missing, drifted }) => [...missing, ...drifted])).toEqual([]);
    expect(audit.notes.map(({ kind }) => kind)).toEqual(['not-compared']);
  });

  it('finds exactly the groups that are torn, and what each part has seen of them', () => {
    const rows = cleanRows(holdout);
    // Images of G0 are in training, of G6 in validation, of G8 in test.
    Object.assign(rows[1] as Row, { part: 'test' });
    Object.assign(rows[13] as Row, { part: 'test' });
    const audit = auditSplit(read(rows));
    expect(audit.crossings.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      'group G0',
      'group G6',
    ]);
    // A model is chosen on validation: what it shares with test is seen too. Training sees nothing.
    expect(leaksOf(audit)).toEqual(['test group I1', 'test group I13']);
    expect(audit.leaks.map(({ part, images, all }) => [part.name, images, all.size])).toEqual([
      ['test', 26, 2],
      ['val', 23, 0],
    ]);
  });

  it('counts both images of a group that two folds share', () => {
    const rows = cleanRows(folds);
    Object.assign(rows[1] as Row, { part: '2' });
    expect(leaksOf(auditSplit(read(rows)))).toEqual(['0 group I0', '2 group I1']);
  });

  it('finds an image in two parts and in one part twice, and one with two labels', () => {
    const rows = cleanRows(holdout);
    const twice = [
      { ...(rows[0] as Row), part: 'test' },
      { ...(rows[2] as Row), label: 'bkl' },
    ];
    const audit = auditSplit(read([...rows, ...twice]));
    expect(audit.crossings.filter(({ kind }) => kind === 'image').map(({ key }) => key)).toEqual([
      'I0',
    ]);
    const notes = audit.notes.map(({ kind, images }) => [kind, ...images]);
    expect(notes).toContainEqual(['repeated-row', 'I2']);
    expect(notes).toContainEqual(['label-conflict', 'I2']);
  });

  it('finds one file under two ids in two parts, whatever their groups', () => {
    const rows = cleanRows(holdout);
    const table = read(rows);
    const files = new Map(
      rows.map(({ image }) => {
        const content = image === 'I12' ? 'I0' : image === 'I4' ? 'I2' : image;
        const sha256 = createHash('sha256').update(content).digest('hex');
        return [image, { sha256, look: null }];
      }),
    );
    const found = auditSplit(table, { files }).crossings;
    expect(
      found.map(({ kind, rows: tied }) => [kind, ...tied.map(({ imageId }) => imageId)]),
    ).toEqual([['file', 'I0', 'I12']]);
  });

  it('names classes that a part lacks, and shares that differ by more than chance', () => {
    const rows = cleanRows(holdout).map((row) =>
      row.part === 'test' && row.label === 'bkl' ? { ...row, label: 'nv' } : row,
    );
    const [test] = auditSplit(read(rows)).balance.filter(({ part }) => part.name === 'test');
    expect(test?.missing).toEqual(['bkl']);
    const drift = cleanRows(holdout).map((row) =>
      row.part === 'test' ? { ...row, label: 'mel' } : row,
    );
    const drifted = auditSplit(read(drift)).balance.flatMap((part) =>
      part.drifted.map(({ label }) => `${part.part.name} ${label}`),
    );
    expect(drifted).toEqual(['test mel']);
  });
});

describe('readSplit', () => {
  const read = (text: string, columns = {}) => readSplit(text, { file: 'split.csv', columns });

  it('reads what pandas writes, and says which columns it took', () => {
    const { rows, columns } = read(
      ',filename,target,patient_id,fold\n0,a/b.jpg,mel,P1,2.0\n1,c.jpg,nv,,0.0\n',
    );
    expect(columns).toEqual({
      image: 'filename',
      part: 'fold',
      label: 'target',
      group: 'patient_id',
    });
    expect(rows.map(({ imageId, part, group }) => [imageId, part, group])).toEqual([
      ['a/b.jpg', '2', 'P1'],
      ['c.jpg', '0', null],
    ]);
  });

  it.each([
    ['an empty cell', 'image,part\na,train\nb,\n', {}, /line 3, column "part": expected a value/],
    [
      'no column of parts',
      'image,label\na,mel\n',
      {},
      /column for the part in split.csv, got columns image, label/,
    ],
    [
      'a column that is not there',
      'image,part\na,0\n',
      { label: 'parts' },
      /column "parts" in split.csv, got none; did you mean "part"/,
    ],
    ['no line', 'image,part\n', {}, /line 2: expected an image/],
    ['a torn line', 'image,part\na,0\nb\n', {}, /separated columns for split.csv/],
  ])('refuses %s, by line and column', (_, text, columns, message) => {
    expect(() => read(text, columns)).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
