import { firstScheme, sha256, type FoldPlan, type Manifest } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { dataCard } from './croissant.js';

const imageOf = (imageId: string, label: string) => ({
  imageId,
  groupId: 'lesion-7',
  patientId: 'patient-7',
  label,
  metadata: { sex: 'female' },
  sha256: sha256(Buffer.from(imageId)),
  sizeBytes: 1,
  widthPx: 1,
  heightPx: 1,
  maskSha256: null,
});

it('describes a table of images by its hash, with parts and without what tells people apart', () => {
  const manifest = {
    ...firstScheme,
    licence: 'CC0',
    source: 'drawn',
    columns: [{ name: 'sex', type: 'text' }],
    images: [imageOf('a', 'mel'), imageOf('b', 'nv'), imageOf('c', 'nv')],
    problems: [],
  } as unknown as Manifest;
  const assignments = [
    { imageId: 'a', fold: 'sealed' },
    { imageId: 'b', fold: 0 },
  ];
  const plan = { assignments } as FoldPlan;
  const { card, table } = dataCard(manifest, { name: 'set', manifestSha256: 'f'.repeat(64), plan });
  const rows = table.trim().split('\n');
  expect(
    rows.map((row) =>
      row
        .split(',')
        .filter((_, i) => i !== 2)
        .join(),
    ),
  ).toEqual(['image_id,label,part', 'a,mel,sealed', 'b,nv,pool', 'c,nv,none']);
  const said = JSON.parse(card) as {
    distribution: [{ sha256: string }];
    recordSet: [{ field: { source: { extract: { column: string } } }[] }];
  };
  expect(said).toMatchObject({
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    license: 'CC0',
    name: 'set',
  });
  expect(said.distribution[0].sha256).toBe(sha256(Buffer.from(table)));
  const columns = said.recordSet[0].field.map(({ source }) => source.extract.column);
  expect(columns.join()).toBe(rows[0]);
  for (const word of ['lesion-7', 'patient-7', 'female']) expect(card + table).not.toContain(word);
});
