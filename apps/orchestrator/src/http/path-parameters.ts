import { idSchema, nameSchema, sha256Schema, studyTableNames } from '@crossfold/contracts';
import { z } from 'zod';
import { openApiSchema } from './open-api-schema.js';

const positionSchema = z.int().min(1).max(999_999);

interface Described {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example: string | number;
}

/** Each word that a path of the API may have in braces. */
const parameters: Readonly<Record<string, Described>> = {
  studyId: { description: 'Id of a study.', schema: idSchema, example: 'paper-0a1b2c3d4e' },
  trialId: { description: 'VARIANT.fFOLD.sSEED.', schema: idSchema, example: 'full.f0.s1' },
  name: { description: 'Name of a data set.', schema: nameSchema, example: 'ham10000' },
  imageId: {
    description: 'Id of an image.',
    schema: z.string().min(1).max(200),
    example: 'ISIC_0027419',
  },
  table: {
    description: 'Which table.',
    schema: z.enum(studyTableNames),
    example: studyTableNames[0],
  },
  sha256: { description: 'Hash of a fold plan.', schema: sha256Schema, example: 'a'.repeat(64) },
  number: { description: 'Of the explanation.', schema: positionSchema, example: 1 },
  position: {
    description: 'Of the picture or the image, from 1.',
    schema: positionSchema,
    example: 1,
  },
  predictionId: {
    description: 'Id of a prediction.',
    schema: idSchema,
    example: '20261130T120000-0a1b2c3d4e5f6a7b',
  },
  tokenId: { description: 'Id of an API token.', schema: idSchema, example: 'a2b3c4d5e6f7' },
  crossEvaluationId: {
    description: 'Id of a cross-evaluation.',
    schema: idSchema,
    example: '0a1b2c3d4e5f',
  },
};

/** The framework would take them from the types of methods, which are gone when it runs. */
export function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const described = parameters[name];
    if (!described) throw new Error(`expected a description of {${name}} in ${path}, got none`);
    const { description, schema, example } = described;
    const place = { name, in: 'path' as const, required: true };
    return { ...place, description, schema: openApiSchema(schema), example };
  });
}
