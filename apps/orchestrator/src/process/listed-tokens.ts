import { nameSchema } from '@crossfold/contracts';
import type { z } from 'zod';

const form =
  'expected NAME=TOKEN, with commas between several; each name once, each token of at least 16 characters';

export interface NamedToken {
  readonly name: string;
  readonly token: string;
}

/** The name that the orchestrator itself writes attempts by, which end trials. */
const reserved = 'orchestrator';

/** Takes `NAME=TOKEN,NAME=TOKEN` apart. */
export function listedTokens(text: string, context: z.RefinementCtx): NamedToken[] {
  const tokens = text.split(/[ ,]+/).flatMap((entry) => {
    const [, name = '', token = ''] = /^([^=]+)=([!-+\--~]{16,512})$/.exec(entry) ?? [];
    return nameSchema.safeParse(name).success && name !== reserved ? [{ name, token }] : [];
  });
  const isWhole = tokens.length === text.split(/[ ,]+/).length;
  const areNamedOnce = new Set(tokens.map(({ name }) => name)).size === tokens.length;
  if (!isWhole || !areNamedOnce) context.addIssue({ code: 'custom', message: form });
  return tokens;
}
