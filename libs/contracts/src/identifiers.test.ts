import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { visibleTextSchema } from './identifiers.js';

describe('visibleTextSchema', () => {
  it.each(['\u0000', 'a\nb', '\u008b', '\u202e', '\ufeff', '\ud800'])('refuses %j once', (text) => {
    expect(visibleTextSchema.safeParse(text).error?.issues).toHaveLength(1);
  });

  it.each(['photo 1.jpg', 'Größe·ñ', '写真', '😀'])('takes %s', (text) => {
    expect(visibleTextSchema.parse(text)).toBe(text);
  });

  it('tells its rule in a JSON schema, so that what fits the document is taken', () => {
    const { pattern = '' } = z.toJSONSchema(visibleTextSchema) as { pattern?: string };
    expect(new RegExp(pattern).test('photo 1.jpg')).toBe(true);
    expect(new RegExp(pattern).test('\u008b')).toBe(false);
  });
});
