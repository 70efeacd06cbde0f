import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { datasetMappingSchema, type DatasetMapping } from '@crossfold/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectImage, inspectMask } from '../images/inspect-image.js';
import { ingest, type IngestOptions } from '../manifest/ingest.js';
import { layoutNames } from '../profiles/profiles.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-importers-'));
afterAll(() => rm(root, { recursive: true }));

/** A PNG of 8×6 grey pixels, another for each number. Its content decides, not its name. */
function picture(number: number): Buffer {
  const rows = Buffer.alloc(6 * 9, number);
  for (let y = 0; y < 6; y++) rows[9 * y] = 0;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.from('00000008000000060800000000', 'hex')),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

/** An uncompressed bitmap of 8×6 pixels: 24 bits of one colour, or one bit with two colours. */
function bitmap(bits: 1 | 24, value: number): Buffer {
  const [width, height] = [8, 6];
  const palette = bits === 1 ? Buffer.from('00000000ffffff00', 'hex') : Buffer.alloc(0);
  const pixels = Buffer.alloc(Math.ceil((width * bits) / 32) * 4 * height, value);
  const header = Buffer.alloc(54);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(54 + palette.length + pixels.length, 2);
  header.writeUInt32LE(54 + palette.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  return Buffer.concat([header, palette, pixels]);
}

type Files = Readonly<Record<string, string | Buffer>>;

async function imported(files: Files, options: Partial<IngestOptions> = {}) {
  const dir = await mkdtemp(join(root, 'set-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  const { manifest } = await ingest(dir, { inspectImage, inspectMask, ...options });
  const { layout, images, problems } = manifest;
  return {
    layout,
    images: images.map(({ imageId, groupId, patientId, label }) =>
      [imageId, groupId, label, ...(patientId === undefined ? [] : [patientId])].join(' '),
    ),
    records: images,
    problems: problems.map(({ imageId, kind, decision }) => `${imageId} ${kind} ${decision}`),
  };
}

const hamHeader = 'lesion_id,image_id,dx,dx_type,age,sex,localization,dataset';

/** Each layout as it is published, with its traps, and what must come of it. */
const sets = {
  'isic2018-test': {
    files: {
      'ISIC2018_Task3_Test_Input/ISIC_0034524.jpg': picture(1),
      'ISIC2018_Task3_Test_Input/ISIC_0034525.jpg': picture(2),
      'ISIC2018_Task3_Test_Input/ATTRIBUTION.txt': 'text',
      // The archive of HAM10000 has its own columns, in quotes; one row has no image.
      'ISIC2018_Task3_Test_GroundTruth.csv': [
        hamHeader,
        '"HAMTEST_0000000","ISIC_0034524","nv","follow_up",40,"female","back","vidir_molemax"',
        '"HAMTEST_0000001","ISIC_0034525","mel","histo",,"male","back","vidir_modern"',
        '"HAMTEST_0000002","ISIC_0035068","nv","histo",50,"male","back","vidir_modern"',
      ].join('\n'),
    },
    images: ['ISIC_0034524 HAMTEST_0000000 nv', 'ISIC_0034525 HAMTEST_0000001 mel'],
    problems: ['ISIC_0035068 missing-image dropped'],
  },
  isic2019: {
    files: {
      // Copies unpack the archive into a folder of its own name once more.
      'ISIC_2019_Training_Input/ISIC_2019_Training_Input/ISIC_0000000.jpg': picture(1),
      'ISIC_2019_Training_Input/ISIC_2019_Training_Input/ISIC_0000002_downsampled.jpg': picture(2),
      'ISIC_2019_Training_Input/ISIC_2019_Training_Input/ISIC_0024306.jpg': picture(3),
      'ISIC_2019_Training_Input/ISIC_2019_Training_Input/ISIC_0034320.jpg': picture(4),
      'ISIC_2019_Training_Input/ISIC_2019_Training_Input/ISIC_0053453.jpg': picture(5),
      'ISIC_2019_Training_Input/ISIC_2019_Training_Input/ISIC_0053454.jpg': picture(6),
      'ISIC_2019_Training_Input/ISIC_2019_Training_Input/ISIC_0053455.jpg': picture(7),
      'ISIC_2019_Training_Input/ISIC_2019_Training_Input/ISIC_0053456.jpg': picture(8),
      'ISIC_2019_Training_GroundTruth.csv': [
        'image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK',
        'ISIC_0000000,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0',
        'ISIC_0000002_downsampled,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0',
        'ISIC_0024306,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0',
        'ISIC_0034320,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,0.0',
        'ISIC_0053453,0.0,0.0,0.0,1.0,0.0,0.0,0.0,0.0,0.0',
        'ISIC_0053454,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0',
        'ISIC_0053455,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0',
        'ISIC_0053456,0.0,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0',
      ].join('\n'),
      'ISIC_2019_Training_Metadata.csv': [
        'image,age_approx,anatom_site_general,lesion_id,sex',
        'ISIC_0000000,55.0,anterior torso,,female',
        'ISIC_0000002_downsampled,30.0,upper extremity,,female',
        'ISIC_0024306,45.0,,HAM_0000550,male',
        'ISIC_0034320,65.0,,HAM_0003728,male',
        'ISIC_0053453,70.0,head/neck,BCN_0003884,male',
        'ISIC_0053454,85.0,head/neck,BCN_0003885,male',
        'ISIC_0053455,85.0,head/neck,BCN_0003886,male',
        'ISIC_0053456,,head/neck,BCN_0003885,male',
      ].join('\n'),
    },
    images: ['ISIC_0000000 ISIC_0000000 nv', 'ISIC_0053453 BCN_0003884 akiec'],
    problems: [
      'ISIC_0000000 missing-group kept',
      'ISIC_0000002_downsampled near-copy dropped',
      'ISIC_0024306 in-other-set dropped',
      'ISIC_0034320 in-other-set dropped',
      'ISIC_0053454 excluded-class dropped',
      'ISIC_0053455 excluded-class dropped',
      // Its lesion has another image that is labelled SCC.
      'ISIC_0053456 conflicting-label dropped',
    ],
  },
  bcn20000: {
    files: {
      'BCN_20k_train/bcn_20k_train/BCN_0000000001.jpg': picture(1),
      'BCN_20k_train/bcn_20k_train/BCN_0000000003.jpg': picture(2),
      'BCN_20k_train/bcn_20k_train/BCN_0000000004.jpg': picture(3),
      'bcn_20k_train.csv': [
        'bcn_filename,age_approx,anatom_site_general,diagnosis,lesion_id,capture_date,sex,split',
        'BCN_0000000001.jpg,55.0,anterior torso,MEL,BCN_0003884,2012-05-16,male,train',
        'BCN_0000000003.jpg,50.0,anterior torso,SCC,BCN_0000019,2015-07-09,female,train',
        'BCN_0000000004.jpg,85.0,head/neck,AK,BCN_0003499,2015-11-23,male,train',
      ].join('\r\n'),
      'bcn_20k_test.csv': [
        'bcn_filename,age_approx,anatom_site_general,lesion_id,capture_date,sex,split',
        'BCN_0000000002.jpg,55.0,anterior torso,BCN_0003884,2012-05-16,male,test',
      ].join('\r\n'),
    },
    images: ['BCN_0000000001 BCN_0003884 mel', 'BCN_0000000004 BCN_0003499 akiec'],
    problems: ['BCN_0000000002 unknown-class dropped', 'BCN_0000000003 excluded-class dropped'],
  },
  ph2: {
    files: {
      'PH2 Dataset images/IMD002/IMD002_Dermoscopic_Image/IMD002.bmp': bitmap(24, 120),
      'PH2 Dataset images/IMD002/IMD002_lesion/IMD002_lesion.bmp': bitmap(1, 0xf0),
      'PH2 Dataset images/IMD003/IMD003_Dermoscopic_Image/IMD003.bmp': bitmap(24, 90),
      'PH2 Dataset images/IMD003/IMD003_lesion/IMD003_lesion.bmp': bitmap(1, 0x0f),
      'PH2 Dataset images/IMD003/IMD003_roi/IMD003_R1_Label3.bmp': bitmap(1, 1),
      'PH2 Dataset images/IMD058/IMD058_Dermoscopic_Image/IMD058.bmp': bitmap(24, 60),
      'PH2_dataset.txt': [
        '||   Name ||   Histological Diagnosis    || Clinical Diagnosis || Asymmetry ||  Colors ||',
        '|| IMD002 ||                             ||                  1 ||         1 ||  3 4    ||',
        '|| IMD003 ||                             ||                  0 ||         0 ||  4      ||',
        '|| IMD058 ||  Melanoma                   ||                  2 ||         2 ||  3 4 5  ||',
        '',
        'Legends:',
        'Clinical Diagnosis:',
        '     0 - Common Nevus;',
      ].join('\r\n'),
    },
    images: ['IMD002 IMD002 nv', 'IMD003 IMD003 nv', 'IMD058 IMD058 mel'],
    problems: ['IMD058 missing-mask kept'],
  },
  'pad-ufes-20': {
    files: {
      'images/imgs_part_1/imgs_part_1/PAT_1516_1765_530.png': picture(1),
      'images/imgs_part_1/imgs_part_1/PAT_46_881_939.png': picture(2),
      'images/imgs_part_2/imgs_part_2/PAT_1516_1766_531.png': picture(3),
      'images/imgs_part_3/imgs_part_3/PAT_9_17_80.png': picture(4),
      'metadata.csv': [
        'patient_id,lesion_id,smoke,drink,background_father,background_mother,age,pesticide,gender,skin_cancer_history,cancer_history,has_piped_water,has_sewage_system,fitspatrick,region,diameter_1,diameter_2,diagnostic,itch,grew,hurt,changed,bleed,elevation,img_id,biopsed',
        'PAT_1516,1765,,,,,8,,,,,,,,ARM,,,NEV,FALSE,FALSE,FALSE,FALSE,FALSE,FALSE,PAT_1516_1765_530.png,FALSE',
        'PAT_46,881,False,False,POMERANIA,POMERANIA,55,False,FEMALE,True,True,True,True,3.0,NECK,6.0,5.0,BCC,True,True,False,True,True,True,PAT_46_881_939.png,True',
        'PAT_1516,1766,,,,,8,,,,,,,,FACE,,,ACK,FALSE,FALSE,FALSE,FALSE,FALSE,FALSE,PAT_1516_1766_531.png,FALSE',
        'PAT_9,17,,,,,70,,MALE,,,,,,NOSE,,,SCC,UNK,UNK,UNK,UNK,UNK,UNK,PAT_9_17_80.png,True',
      ].join('\n'),
    },
    images: [
      'PAT_1516_1765_530 PAT_1516/1765 nv PAT_1516',
      'PAT_1516_1766_531 PAT_1516/1766 akiec PAT_1516',
      'PAT_46_881_939 PAT_46/881 bcc PAT_46',
    ],
    problems: ['PAT_9_17_80 excluded-class dropped'],
  },
  derm7pt: {
    files: {
      'images/NEL/NEL025.jpg': picture(1),
      'images/NEL/Nel026.JPG': picture(2),
      'images/Fal/Fal001.jpg': picture(3),
      'images/Fal/Fal002.jpg': picture(4),
      'images/Fal/Fal004.jpg': picture(5),
      'images/Fal/Fal005.jpg': picture(6),
      'meta/meta.csv': [
        'case_num,diagnosis,seven_point_score,pigment_network,streaks,pigmentation,regression_structures,dots_and_globules,blue_whitish_veil,vascular_structures,level_of_diagnostic_difficulty,elevation,location,sex,management,clinic,derm,case_id,notes',
        '1,basal cell carcinoma,0,absent,absent,absent,absent,absent,absent,absent,medium,nodular,abdomen,female,excision,NEL/NEL025.jpg,NEL/NEL026.jpg,,',
        '2,melanoma (0.76 to 1.5 mm),3,atypical,absent,absent,absent,irregular,present,absent,low,flat,back,male,excision,Fal/Fal001.jpg,Fal/Fal002.jpg,,',
        '3,miscellaneous,1,absent,absent,absent,absent,irregular,absent,absent,low,flat,back,male,excision,Fal/Fal003.jpg,Fal/Fal004.jpg,,',
      ].join('\n'),
      'meta/train_indexes.csv': 'indexes\n0\n1\n',
      'meta/valid_indexes.csv': 'indexes\n2\n',
      'meta/test_indexes.csv': 'indexes\n',
    },
    images: ['fal-fal002 case-2 mel', 'nel-nel026 case-1 bcc'],
    // The clinical images of the cases are no problem; an image that no case has is one.
    problems: ['fal-fal004 excluded-class dropped', 'fal-fal005 image-without-row dropped'],
  },
  'class-folders': {
    files: {
      'mel/1.jpg': picture(1),
      'nv/1.jpg': picture(2),
      'nv/deeper/2.png': picture(3),
      'nv/readme.txt': 'text',
    },
    images: ['mel-1 mel-1 mel', 'nv-1 nv-1 nv', 'nv-2 nv-2 nv'],
    problems: ['mel-1 missing-group kept', 'nv-1 missing-group kept', 'nv-2 missing-group kept'],
  },
} satisfies Record<
  string,
  { readonly files: Files; readonly images: string[]; readonly problems: string[] }
>;

describe('importers', () => {
  it('has a set of each layout that folders alone tell', () => {
    const closer = ['kaggle', 'isic2018', 'folder'];
    expect(Object.keys(sets).sort()).toEqual(
      layoutNames.filter((name) => !closer.includes(name)).sort(),
    );
  });

  it.each(Object.entries(sets))('reads %s', async (layout, { files, images, problems }) => {
    const result = await imported(files);
    expect(result.layout).toBe(layout);
    expect(result.images).toEqual(images);
    expect(result.problems).toEqual(problems);
  });

  it('reads facts where a set has them', async () => {
    const [test, isic, bcn, pad, derm] = await Promise.all(
      (['isic2018-test', 'isic2019', 'bcn20000', 'pad-ufes-20', 'derm7pt'] as const).map((name) =>
        imported(sets[name].files),
      ),
    );
    expect(test?.records[0]).toMatchObject({ metadata: { age: 40, collection: 'vidir_molemax' } });
    expect(isic?.records[1]).toMatchObject({
      metadata: { age: 70, sex: 'male', localization: 'head/neck', collection: 'BCN' },
    });
    expect(bcn?.records[0]).toMatchObject({ metadata: { age: 55, sex: 'male' } });
    expect(pad?.records[2]).toMatchObject({
      metadata: {
        age: 55,
        sex: 'female',
        localization: 'neck',
        dxType: 'histo',
        skinTone: 'Fitzpatrick 3',
      },
    });
    expect(pad?.records[0]?.metadata).not.toHaveProperty('skinTone');
    expect(derm?.records[0]).toMatchObject({ metadata: { sex: 'male', localization: 'back' } });
  });

  it('reads masks of PH2 and refuses one that is cut short', async () => {
    const { records } = await imported(sets.ph2.files);
    expect(records.map(({ maskSha256 }) => maskSha256 !== null)).toEqual([true, true, false]);
    const cut = bitmap(1, 0xf0).subarray(0, 70);
    const path = 'PH2 Dataset images/IMD002/IMD002_lesion/IMD002_lesion.bmp';
    const { problems } = await imported({ ...sets.ph2.files, [path]: cut });
    expect(problems).toContain('IMD002 missing-mask kept');
  });

  it('takes ISIC 2018 test in the columns of the challenge, each image its own lesion', async () => {
    const rest = Object.entries(sets['isic2018-test'].files).filter(
      ([path]) => path !== 'ISIC2018_Task3_Test_GroundTruth.csv',
    );
    const challenge = await imported({
      ...Object.fromEntries(rest),
      'ISIC2018_Task3_Test_GroundTruth/ISIC2018_Task3_Test_GroundTruth.csv':
        'image,MEL,NV,BCC,AKIEC,BKL,DF,VASC\nISIC_0034524,0,1,0,0,0,0,0\n',
    });
    expect(challenge.images).toEqual(['ISIC_0034524 ISIC_0034524 nv']);
    expect(challenge.problems).toEqual([
      'ISIC_0034524 missing-group kept',
      'ISIC_0034525 image-without-row dropped',
    ]);
  });

  it('refuses two sets in one folder, unless told which', async () => {
    const both = { ...sets.ph2.files, ...sets.isic2019.files };
    await expect(imported(both)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining('ISIC 2019 (isic2019) and PH2 (ph2)') as string,
    });
    const { images } = await imported(both, { layout: 'ph2' });
    expect(images).toEqual(sets.ph2.images);
    await expect(imported(sets.ph2.files, { layout: 'derm7pt' })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
    });
  });
});

describe('a mapping', () => {
  const files: Files = {
    'a/one.jpg': picture(1),
    'b/two.png': picture(2),
    'b/P7_L1_x.jpg': picture(3),
    'list.tsv': [
      'file\tlabel\tpatient\tyears',
      'a\\one.jpg\tmole\tP1\t40',
      'b/two.png\tmelanoma\tP2\tunknown',
      'P7_L1_x\tbite\tP7\t5',
    ].join('\n'),
  };
  const mapping: DatasetMapping = {
    table: 'list.tsv',
    columns: { image: 'file', class: 'label', patient: 'patient', age: 'years' },
    classes: { mole: 'nv', melanoma: 'mel', bite: null },
  };

  it('reads a table with images anywhere below the folder', async () => {
    const { layout, images, problems, records } = await imported(files, { mapping });
    expect(layout).toBe('mapped');
    expect(images).toEqual(['one one nv P1', 'two two mel P2']);
    expect(records.map(({ metadata }) => metadata)).toEqual([{ age: 40 }, {}]);
    expect(problems).toEqual([
      'P7_L1_x excluded-class dropped',
      'one missing-group kept',
      'two missing-group kept',
    ]);
  });

  it('drops a label that it does not know, by name', async () => {
    const { problems } = await imported(files, {
      mapping: { ...mapping, classes: { melanoma: 'mel', bite: null } },
    });
    expect(problems).toContain('one unknown-class dropped');
  });

  it('reads lesions from file names, and folders under other names', async () => {
    const { images, problems } = await imported(
      {
        'naevi/L1_a.jpg': picture(1),
        'naevi/L1_b.jpg': picture(2),
        'melanomas/L2_a.jpg': picture(3),
        'others/L3_a.jpg': picture(4),
        'unmapped/L4_a.jpg': picture(5),
      },
      {
        mapping: {
          classes: { naevi: 'nv', melanomas: 'mel', others: null },
          lesionFromName: '^(L\\d+)_',
        },
      },
    );
    expect(images).toEqual(['melanomas-L2_a L2 mel', 'naevi-L1_a L1 nv', 'naevi-L1_b L1 nv']);
    expect(problems).toEqual([
      'others-L3_a excluded-class dropped',
      'unmapped-L4_a unknown-class dropped',
    ]);
  });

  it.each([
    [{ table: 'missing.csv' }, 'DATASET_INVALID'],
    [{ columns: { image: 'file', class: 'nothing' } }, 'DATASET_INVALID'],
    [{ lesionFromName: '[' }, 'REQUEST_INVALID'],
    [{ lesionFromName: 'no group' }, 'REQUEST_INVALID'],
  ])('refuses %j', async (wrong, code) => {
    await expect(imported(files, { mapping: { ...mapping, ...wrong } })).rejects.toMatchObject({
      code,
    });
  });

  it('is refused in its schema when it has a table without columns, or a class without a name', () => {
    expect(datasetMappingSchema.safeParse(mapping).success).toBe(true);
    const bare = { table: mapping.table, classes: mapping.classes };
    expect(datasetMappingSchema.safeParse(bare).success).toBe(false);
    const wrong = { ...mapping, classes: { mole: '' } };
    expect(datasetMappingSchema.safeParse(wrong).success).toBe(false);
  });
});
