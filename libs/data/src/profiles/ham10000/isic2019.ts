import { AppError } from '@crossfold/contracts';
import { readTable } from '../../metadata/delimited-table.js';
import { findImagesWithin, findTable } from '../../importers/find-files.js';
import type { FolderListing } from '../../importers/folder-listing.js';
import { groupRows } from '../../group-rows.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';
import { readUtf8 } from '../../metadata/read-metadata.js';
import { classify, withOwnGroups, type Importer } from '../../importers/importer.js';
import { isic2019Labels } from './labels.js';
import { oneHotLabel } from '../../metadata/one-hot.js';

const imageFolder = 'ISIC_2019_Training_Input';
const labels = Object.keys(isic2019Labels) as (keyof typeof isic2019Labels)[];
const truthColumns = ['image', ...labels] as const;
const metadataColumns = ['image', 'age_approx', 'anatom_site_general', 'lesion_id', 'sex'] as const;

/** The 10,015 images of HAM10000 have these numbers without a gap. */
const ham10000Numbers = { first: 24_306, last: 34_320 } as const;
const downsampled = '_downsampled';

/**
 * ISIC 2019: 25,331 images that contain all of HAM10000. Those, the smaller copies, and the
 * diagnoses SCC and UNK are dropped, each by name, so that what is left can test a model that was
 * trained on HAM10000. BCN20000 overlaps it.
 */
export const isic2019: Importer = {
  title: 'ISIC 2019',
  sign: `${imageFolder}/`,
  matches: ({ folders }) => folders.includes(imageFolder),
  async open(dir, listing) {
    const truth = await tableOf(dir, listing, 'ISIC_2019_Training_GroundTruth');
    const metadata = await tableOf(dir, listing, 'ISIC_2019_Training_Metadata');
    return {
      ...withOwnGroups(joinTables(await readUtf8(truth), await readUtf8(metadata)), 'lesion'),
      ...(await findImagesWithin(dir, [imageFolder])),
      masks: null,
      tables: [truth, metadata],
    };
  },
};

async function tableOf(dir: string, listing: FolderListing, stem: string): Promise<string> {
  const found = await findTable(dir, listing, stem);
  if (found !== undefined) return found;
  const message = `expected ${stem}.csv beside ${imageFolder}, got none in ${dir}`;
  throw new AppError('DATASET_INVALID', message);
}

function joinTables(groundTruth: string, metadata: string): RawMetadataRow[] {
  const code = 'DATASET_INVALID';
  const request = {
    what: 'the metadata of ISIC 2019',
    columns: metadataColumns,
    numbers: ['age_approx'],
    code,
  } as const;
  const facts = groupRows(readTable(metadata, request), ({ cells }) => cells.image);
  return readTable(groundTruth, {
    what: 'the ground truth of ISIC 2019',
    columns: truthColumns,
    numbers: labels,
    code,
  }).flatMap(({ line, cells, identity }) =>
    (facts.get(cells.image) ?? [undefined]).map((fact): RawMetadataRow => {
      const groupId = fact?.cells.lesion_id ?? '';
      const exclusion = exclusionOf(cells.image, groupId);
      return {
        line,
        imageId: cells.image,
        groupId,
        ...classify(oneHotLabel(cells, labels), isic2019Labels),
        ...(exclusion && { exclusion }),
        metadata: {
          age: fact?.cells.age_approx ?? '',
          sex: fact?.cells.sex ?? '',
          localization: fact?.cells.anatom_site_general ?? '',
          collection: /^[A-Z]+\d?(?=_)/.exec(groupId)?.[0] ?? '',
        },
        identity: `${identity}\u0000${fact?.identity ?? ''}`,
      };
    }),
  );
}

/** Before the diagnosis: an image that HAM10000 has is dropped as such whatever it shows. */
function exclusionOf(imageId: string, groupId: string): RawMetadataRow['exclusion'] {
  if (imageId.endsWith(downsampled)) {
    return { kind: 'near-copy', detail: 'a smaller copy of an image of the archive' };
  }
  const number = /^ISIC_(\d{7})$/.exec(imageId)?.[1];
  const inRange =
    number !== undefined &&
    Number(number) >= ham10000Numbers.first &&
    Number(number) <= ham10000Numbers.last;
  if (!inRange && !groupId.startsWith('HAM_')) return undefined;
  return { kind: 'in-other-set', detail: 'the image is in HAM10000 too' };
}
