import { describe, expect, it } from 'vitest';
import { parseIsic2018Csv } from './isic2018-csv.js';
import { parseMetadataCsv } from './metadata-csv.js';

const header = ['lesion_id', 'image_id', 'dx', 'dx_type', 'age', 'sex', 'localization'];
const cells = ['HAM_0000118', 'ISIC_0027419', 'bkl', 'histo', '80.0', 'male', 'scalp'];
const parsed = {
  line: 2,
  groupId: 'HAM_0000118',
  imageId: 'ISIC_0027419',
  label: 'bkl',
  metadata: expect.objectContaining({
    dxType: 'histo',
    age: '80.0',
    sex: 'male',
    localization: 'scalp',
  }) as unknown,
};

describe('parseMetadataCsv', () => {
  it.each([
    ['plain', `${header.join()}\n${cells.join()}\n`],
    ['no last line end', `${header.join()}\n${cells.join()}`],
    ['CRLF and byte order mark', `\uFEFF${header.join()}\r\n${cells.join()}\r\n`],
    ['tabs', `${header.join('\t')}\n${cells.join('\t')}\n`],
    ['quotes', `"${header.join('","')}"\n"${cells.join('","')}"\n`],
    ['tabs, quotes, CRLF', `"${header.join('"\t"')}"\r\n"${cells.join('"\t"')}"\r\n`],
    ['a further column', `${header.join()},dataset\n${cells.join()},rosendahl\n`],
    ['another order', `${header.toReversed().join()}\n${cells.toReversed().join()}\n`],
  ])('reads %s', (_, text) => {
    expect(parseMetadataCsv(text)).toEqual([expect.objectContaining(parsed)]);
  });

  it('keeps separators and quotes inside quoted cells, and counts lines of the file', () => {
    const text = `${header.join()}\n\nL,I,nv,histo,,"a ""b"", c",back\nL2,I2,nv,histo,,,\n`;
    expect(
      parseMetadataCsv(text).map(({ metadata, line }) => ({ sex: metadata['sex'], line })),
    ).toEqual([
      { sex: 'a "b", c', line: 3 },
      { sex: '', line: 4 },
    ]);
  });

  it('names the missing column and those that it found', () => {
    const text = 'lesion_id,image_id,diagnosis,dx_type,age,localization\n';
    expect(() => parseMetadataCsv(text, 'meta.csv')).toThrowError(
      expect.objectContaining({
        code: 'DATASET_INVALID',
        message:
          'expected column dx, sex for meta.csv, got columns lesion_id, image_id, diagnosis, dx_type, age, localization',
      }),
    );
  });

  it.each([
    ['an empty file', '', /got columns none/],
    ['a short line', `${header.join()}\nL,I\n`, /line 2/],
    ['an open quote', `${header.join()}\n"L,I\n`, /[Qq]uote/],
    ['a column twice', `${header.join()},dx\n${cells.join()},mel\n`, /column dx once/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseMetadataCsv(text)).toThrowError(
      expect.objectContaining({
        code: 'DATASET_INVALID',
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});

describe('parseIsic2018Csv', () => {
  const truthHeader = 'image,MEL,NV,BCC,AKIEC,BKL,DF,VASC';
  const groupingHeader = 'image,lesion_id,diagnosis_confirm_type';

  function diagnoses(truthLines: string[], groupingLines: string[]) {
    const truth = [truthHeader, ...truthLines].join('\n');
    const groupings = [groupingHeader, ...groupingLines].join('\n');
    return parseIsic2018Csv(truth, groupings).map(({ imageId, groupId, label, metadata }) => [
      imageId,
      groupId,
      label,
      metadata['dxType'],
    ]);
  }

  it('takes the class from its column, whatever the order inside', () => {
    const truths = ['mel', 'nv', 'bcc', 'akiec', 'bkl', 'df', 'vasc'].map((_, i) =>
      [`I${i}`, ...Array.from({ length: 7 }, (_, j) => (i === j ? '1.0' : '0.0'))].join(),
    );
    const groupings = truths.map((_, i) => `I${i},L${i},histopathology`);
    expect(diagnoses(truths, groupings).map(([, , label]) => label)).toEqual([
      'mel',
      'nv',
      'bcc',
      'akiec',
      'bkl',
      'df',
      'vasc',
    ]);
    expect(diagnoses(truths, groupings)[0]).toEqual(['I0', 'L0', 'mel', 'histopathology']);
  });

  it('gives no known diagnosis for a ground truth that is not one-hot', () => {
    const truths = [
      'I0,1,1,0,0,0,0,0',
      'I1,0,0,0,0,0,0,0',
      'I2,0.6,0.4,0,0,0,0,0',
      'I3,1,,0,0,0,0,0',
    ];
    const groupings = ['I0,L,x', 'I1,L,x', 'I2,L,x', 'I3,L,x'];
    expect(diagnoses(truths, groupings).map(([, , label]) => label)).toEqual([
      'MEL=1 NV=1 BCC=0 AKIEC=0 BKL=0 DF=0 VASC=0',
      'MEL=0 NV=0 BCC=0 AKIEC=0 BKL=0 DF=0 VASC=0',
      'MEL=0.6 NV=0.4 BCC=0 AKIEC=0 BKL=0 DF=0 VASC=0',
      'MEL=1 NV= BCC=0 AKIEC=0 BKL=0 DF=0 VASC=0',
    ]);
  });

  it('keeps images that only one file has, and both rows of one listed twice', () => {
    expect(
      diagnoses(['I0,1,0,0,0,0,0,0', 'I1,0,1,0,0,0,0,0'], ['I1,L1,x', 'I1,L9,x', 'I2,L2,x']),
    ).toEqual([
      ['I0', '', 'mel', ''],
      ['I1', 'L1', 'nv', 'x'],
      ['I1', 'L9', 'nv', 'x'],
      ['I2', 'L2', '', 'x'],
    ]);
  });
});
