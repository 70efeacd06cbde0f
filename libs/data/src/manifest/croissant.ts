import { csvCellOfText, sha256, type FoldPlan, type Manifest } from '@crossfold/contracts';
import { stringify } from 'csv-stringify/sync';
import { summariseManifest } from './manifest-summary.js';

/** A table of images, and what it is, for readers of Croissant. */
export interface DataCard {
  /** `images.csv`: image, class, SHA-256 of the file, and the part that it is in; no images. */
  readonly table: string;
  /** `data-card.json`: Croissant 1.0, JSON-LD. */
  readonly card: string;
}

interface CardFacts {
  readonly name: string;
  readonly manifestSha256: string;
  readonly plan: FoldPlan;
}

const columns = {
  image_id: 'The image, as the data set names it.',
  label: 'Its class.',
  sha256: 'Of its encoded file.',
  part: 'pool: folds were made of it; sealed: it was scored once; none: it is in no part.',
} as const;

/**
 * Metadata of a data set in the vocabulary of Croissant 1.0 (MLCommons 2024), about a table of its
 * images. Free metadata, groups and patients stay out: a package goes to others.
 */
export function dataCard(manifest: Manifest, { name, manifestSha256, plan }: CardFacts): DataCard {
  const parts = new Map(
    plan.assignments.map(({ imageId, fold }) => [imageId, fold === 'sealed' ? 'sealed' : 'pool']),
  );
  const table = stringify(
    [
      Object.keys(columns),
      ...manifest.images.map(({ imageId, label, sha256: hash }) => [
        imageId,
        label,
        hash,
        parts.get(imageId) ?? 'none',
      ]),
    ],
    { cast: { string: csvCellOfText } },
  );
  const { images, groups, classes } = summariseManifest(manifest);
  const counts = classes.map(({ label, images: own }) => `${label} ${own}`).join(', ');
  const card = {
    '@context': context,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name,
    description: `${images} labelled images of ${groups} groups. Images by class: ${counts}. The images themselves are not part of this package.`,
    version: '1.0.0',
    identifier: `sha256:${manifestSha256}`,
    license: manifest.licence || 'unknown',
    citeAs: manifest.source || name,
    isLiveDataset: false,
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': 'images.csv',
        name: 'images.csv',
        description: 'One row for each image.',
        contentUrl: 'images.csv',
        encodingFormat: 'text/csv',
        sha256: sha256(Buffer.from(table)),
      },
    ],
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'images',
        name: 'images',
        description: 'The images of the data set.',
        key: { '@id': 'images/image_id' },
        field: Object.entries(columns).map(([column, description]) => ({
          '@type': 'cr:Field',
          '@id': `images/${column}`,
          name: column,
          description,
          dataType: 'sc:Text',
          source: { fileObject: { '@id': 'images.csv' }, extract: { column } },
        })),
      },
    ],
  };
  return { table, card: `${JSON.stringify(card, null, 2)}\n` };
}

/** As the specification has it: readers compare it word for word. */
const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
} as const;
