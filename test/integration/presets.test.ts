import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { studyFileSchema, studyJsonSchema } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = fileURLToPath(new URL('../../infra/presets/', import.meta.url));
const presets = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));

describe('presets', () => {
  it('are there', () => {
    expect(presets).toEqual(expect.arrayContaining(['demo.yaml', 'paper.yaml']));
  });

  it.each(presets)('%s is a study', async (name) => {
    const spec: unknown = parse(await readFile(join(folder, name), 'utf8'));
    expect(studyFileSchema.safeParse(spec).error).toBeUndefined();
  });

  it('have the published JSON Schema of today (crossfold study schema writes it)', async () => {
    const published = await readFile(join(folder, 'study.schema.json'), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(studyJsonSchema())));
  });
});
