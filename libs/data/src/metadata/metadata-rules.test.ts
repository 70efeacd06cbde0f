import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeGroups, parseGroupMerges } from './group-merges.js';
import { parseMetadataCsv } from '../profiles/ham10000/metadata-csv.js';
import { readMetadataRows } from '../profiles/ham10000/metadata-rows.js';
import { ham10000Columns, ham10000Scheme } from '../profiles/ham10000/scheme.js';
import { checkMetadata } from './metadata-rules.js';

const rules = { ...ham10000Scheme, columns: ham10000Columns };

function textOf(lines: readonly string[]): string {
  return ['lesion_id,image_id,dx,dx_type,age,sex,localization', ...lines].join('\n');
}

function check(...lines: string[]) {
  const { rows, problems } = checkMetadata(parseMetadataCsv(textOf(lines)), rules);
  return {
    kept: rows.map(({ imageId }) => imageId),
    rows,
    problems: problems.map(({ kind, imageId, decision }) => [kind, imageId, decision]),
    details: problems.map(({ detail }) => detail),
  };
}

describe('checkMetadata', () => {
  it('drops an image whose id is too long for a manifest, by name', () => {
    const long = 'I'.repeat(201);
    const { rows, problems } = check(`L1,${long},nv,,,,`, 'L2,I2,nv,,,,');
    expect(rows.map(({ imageId }) => imageId)).toEqual(['I2']);
    expect(problems).toEqual([['unused-file', long, 'dropped']]);
  });

  it('drops rows whose ids hold control characters, and names them visibly', () => {
    const { kept, problems, details } = check('L1,I1,nv,,,,', 'L2,I\u001b[2J2,nv,,,,');
    expect(kept).toEqual(['I1']);
    expect(problems).toEqual([['unreadable-id', 'I\\x1b[2J2', 'dropped']]);
    expect(details[0]).toContain('I\\x1b[2J2');
  });

  it('keeps sound rows, sorted by image id, without empty cells', () => {
    const { rows, problems } = check('L2,I2,mel,histo,55.0,female,back', 'L1,I1,nv,,,,');
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        imageId: 'I1',
        groupId: 'L1',
        label: 'nv',
        metadata: {},
      },
      {
        imageId: 'I2',
        groupId: 'L2',
        label: 'mel',
        metadata: { dxType: 'histo', age: 55, sex: 'female', localization: 'back' },
      },
    ]);
  });

  it('takes the patient of a lesion from any of its rows, and drops a lesion of two', () => {
    const rows = [
      { imageId: 'I1', groupId: 'L1', patientId: 'P1' },
      { imageId: 'I2', groupId: 'L1', patientId: '' },
      { imageId: 'I3', groupId: 'L2', patientId: 'P1' },
      { imageId: 'I4', groupId: 'L2', patientId: 'P2' },
      { imageId: 'I5', groupId: 'L3' },
    ].map((row, i) => ({
      line: i + 2,
      label: 'nv',
      metadata: {},
      identity: row.imageId,
      ...row,
    }));
    const checked = checkMetadata(rows, rules);
    expect(checked.rows.map(({ imageId, patientId }) => [imageId, patientId])).toEqual([
      ['I1', 'P1'],
      ['I2', 'P1'],
      ['I5', undefined],
    ]);
    expect(checked.problems.map(({ kind, imageId }) => [kind, imageId])).toEqual([
      ['conflicting-patient', 'I3'],
      ['conflicting-patient', 'I4'],
    ]);
  });

  it('drops an unknown diagnosis, and says how a known one is written', () => {
    const { kept, problems, details } = check('L1,I1,scc,,,,', 'L2,I2,MEL,,,,', 'L3,I3,nv,,,,');
    expect(kept).toEqual(['I3']);
    expect(problems).toEqual([
      ['unknown-class', 'I1', 'dropped'],
      ['unknown-class', 'I2', 'dropped'],
    ]);
    expect(details[0]).toMatch(/got "scc"$/);
    expect(details[1]).toMatch(/got "MEL"; the file must say "mel"$/);
  });

  it('counts equal rows of an image once', () => {
    const { kept, problems, details } = check('L1,I1,nv,,,,', 'L2,I2,nv,,,,', 'L1,I1,nv,,,,');
    expect(kept).toEqual(['I1', 'I2']);
    expect(problems).toEqual([['duplicate-id', 'I1', 'kept']]);
    expect(details).toEqual(['lines 2, 4 are equal and count once']);
  });

  it('drops an image whose rows differ, even where only the age does', () => {
    const { kept, problems } = check('L1,I1,nv,,50,,', 'L1,I1,nv,,55,,', 'L1,I1,nv,,50,,');
    expect(kept).toEqual([]);
    expect(problems).toEqual([['duplicate-id', 'I1', 'dropped']]);
  });

  it('drops every image of a lesion with two diagnoses, each by name', () => {
    const { kept, problems, details } = check(
      'L1,I1,nv,,,,',
      'L1,I2,mel,,,,',
      'L1,I3,nv,,,,',
      'L2,I4,mel,,,,',
    );
    expect(kept).toEqual(['I4']);
    expect(problems).toEqual(
      ['I1', 'I2', 'I3'].map((imageId) => ['conflicting-label', imageId, 'dropped']),
    );
    expect(details[0]).toBe('lesion L1 has the labels mel, nv');
  });

  it('distrusts a lesion too when the other diagnosis is unknown or on a dropped row', () => {
    const { kept, problems } = check(
      'L1,I1,nv,,,,',
      'L1,I2,scc,,,,',
      'L2,I3,nv,,,,',
      'L2,I4,nv,,,,',
      'L2,I4,mel,,,,',
    );
    expect(kept).toEqual([]);
    expect(problems).toEqual([
      ['conflicting-label', 'I1', 'dropped'],
      ['unknown-class', 'I2', 'dropped'],
      ['conflicting-label', 'I3', 'dropped'],
      ['duplicate-id', 'I4', 'dropped'],
    ]);
  });

  it('drops rows without a lesion or an image id', () => {
    const { kept, problems, details } = check(',I1,nv,,,,', 'L2,,nv,,,,', 'L3,I3,nv,,,,');
    expect(kept).toEqual(['I3']);
    expect(problems).toEqual([
      ['missing-image', '', 'dropped'],
      ['missing-group', 'I1', 'dropped'],
    ]);
    expect(details).toEqual(['no image id on line 3', 'no lesion id on line 2']);
  });

  it.each([
    ['0.0', 0],
    ['130', 130],
    ['', null],
    ['NA', null],
    ['nan', null],
    ['unknown', null],
  ])('reads age %j as %j without a problem', (age, years) => {
    const { rows, problems } = check(`L1,I1,nv,,${age},,`);
    expect(rows[0]?.metadata['age'] ?? null).toBe(years);
    expect(problems).toEqual([]);
  });

  it.each(['-5', '131', 'old', '1e1', '5,5'])('leaves out age %j with a problem', (age) => {
    const { rows, problems } = check(`L1,I1,nv,,"${age}",,`);
    expect(rows[0]?.metadata).toEqual({});
    expect(problems).toEqual([['invalid-value', 'I1', 'kept']]);
  });
});

describe('group merges', () => {
  it('joins chains under the first id', () => {
    const rows = ['L4', 'L3', 'L2', 'L1', 'L0'].map((groupId) => ({ groupId }));
    const merges = parseGroupMerges('group_id,same_as\nL4,L2\nL1,L2\nL1,L4\n');
    expect(mergeGroups(rows, merges).map(({ groupId }) => groupId)).toEqual([
      'L1',
      'L3',
      'L1',
      'L1',
      'L0',
    ]);
  });

  it('refuses a lesion that no row has, and half a pair', () => {
    expect(() => mergeGroups([{ groupId: 'L1' }], [['L1', 'L7']])).toThrow(/1 unknown: L7/);
    expect(() => parseGroupMerges('lesion_id,same_as\nL1,\n')).toThrow(/line 2/);
  });
});

describe('readMetadataRows', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-metadata-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('reads a file without extension', async () => {
    const path = join(dir, 'HAM10000_metadata');
    await writeFile(path, textOf(['L1,I1,nv,,,,', 'L2,I2,xx,,,,']).replaceAll(',', '\t'));
    const { rows, problems } = await readMetadataRows(path);
    expect(rows.map(({ imageId }) => imageId)).toEqual(['I1']);
    expect(problems.map(({ imageId }) => imageId)).toEqual(['I2']);
  });

  it.each([
    ['nothing usable', textOf(['L1,I1,xx,,,,']), /got none/],
    ['another encoding', Buffer.from([0x6c, 0xe9, 0x0a]), /UTF-8/],
  ])('refuses %s', async (_, content, message) => {
    const path = join(dir, 'refused.csv');
    await writeFile(path, content);
    await expect(readMetadataRows(path)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses a file that is not there', async () => {
    await expect(readMetadataRows(join(dir, 'none.csv'))).rejects.toMatchObject({
      code: 'DATASET_INVALID',
    });
  });
});
