import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError, manifestSchema } from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { ingest } from '../manifest/ingest.js';
import { decodeMask } from './decode-mask.js';
import { decodeSquare } from './decoder.js';
import { inspectImage, inspectMask } from './inspect-image.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-mutated-'));
afterAll(() => rm(root, { recursive: true }));

const size = { width: 24, height: 18 } as const;
const photo = (number: number) =>
  sharp(
    Uint8Array.from({ length: 24 * 18 * 3 }, (_, i) => (i * (number + 3)) % 253),
    { raw: { ...size, channels: 3 } },
  );
const mask = await sharp(
  Uint8Array.from({ length: 24 * 18 }, (_, i) => (i % 24 > 9 ? 1 : 0)),
  { raw: { ...size, channels: 1 } },
)
  .toColourspace('b-w')
  .png()
  .toBuffer();

const formats = ['jpeg', 'png', 'tiff', 'webp', 'jpeg', 'png', 'tiff'] as const;
const rows = diagnosisClasses.map((label, i) => `L${i},I${i},${label},histo,50.0,male,back`);
const sound: Readonly<Record<string, Buffer>> = {
  ...Object.fromEntries(
    await Promise.all(
      formats.map(async (format, i) => [`I${i}.jpg`, await photo(i).toFormat(format).toBuffer()]),
    ),
  ),
  'masks/I0_segmentation.png': mask,
  'metadata.csv': Buffer.from(
    ['lesion_id,image_id,dx,dx_type,age,sex,localization', ...rows].join('\n'),
  ),
};

interface Mutation {
  readonly file: string;
  /** Where, as a share of the file. */
  readonly at: number;
  readonly removed: number;
  readonly inserted: Uint8Array;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  file: fc.constantFrom(...Object.keys(sound)),
  // Headers are at the beginning, and short.
  at: fc.oneof(
    fc.double({ min: 0, max: 0.08, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  removed: fc.oneof(fc.constant(1), fc.nat(12), fc.constant(1e9)),
  inserted: fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc
      .constantFrom(
        '\n',
        '\r',
        '"',
        ';',
        ',',
        '\t',
        'sep=;',
        '\uFEFF',
        '\u0000',
        '../../etc/passwd',
      )
      .map((text) => new TextEncoder().encode(text)),
  ),
});

function mutate(files: typeof sound, { file, at, removed, inserted }: Mutation): typeof sound {
  const bytes = files[file] ?? Buffer.alloc(0);
  const from = Math.floor(at * bytes.length);
  const parts = [bytes.subarray(0, from), inserted, bytes.subarray(from + removed)];
  return { ...files, [file]: Buffer.concat(parts) };
}

it('gives of any damaged set a manifest whose images decode, or refuses it by name', async () => {
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
  const renamed = fc.dictionary(
    fc.constantFrom('I1.jpg', 'I2.jpg', 'masks/I0_segmentation.png'),
    fc.constantFrom('I1', 'i1.JPG', 'a/I1.jpg', 'I2.heic', 'masks/I0.png', 'x\ny.png', '-rf.csv'),
  );
  await fc.assert(
    fc.asyncProperty(mutations, renamed, async (list, names) => {
      const dir = await mkdtemp(join(root, 'set-'));
      for (const [path, bytes] of Object.entries(list.reduce(mutate, sound))) {
        const place = join(dir, names[path] ?? path);
        await mkdir(dirname(place), { recursive: true });
        await writeFile(place, bytes);
      }
      const outcome = await ingest(dir, { inspectImage, inspectMask }).catch((e: unknown) => e);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(AppError);
        expect((outcome as AppError).code).toBe('DATASET_INVALID');
      } else {
        await expectDecodable(outcome as Awaited<ReturnType<typeof ingest>>);
      }
      await rm(dir, { recursive: true });
    }),
    { numRuns: 60, seed: 20 },
  );
});

async function expectDecodable({ manifest, files }: Awaited<ReturnType<typeof ingest>>) {
  expect(() => manifestSchema.parse(manifest)).not.toThrow();
  for (const { sha256, maskSha256 } of manifest.images) {
    const image = files.get(sha256) ?? '';
    expect(await decodeSquare(await readFile(image), 8, image)).toHaveLength(8 * 8 * 3);
    if (maskSha256 === null) continue;
    const path = files.get(maskSha256) ?? '';
    expect(await decodeMask(await readFile(path), 8, path)).toHaveLength(8 * 8);
  }
}
