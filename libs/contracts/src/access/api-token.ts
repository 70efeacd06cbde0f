import { z } from 'zod';
import { nameSchema, sha256Schema, visibleTextSchema } from '../identifiers.js';
import { permissions, roles, type Permission } from './permissions.js';

/** Who a token is of, for logs and lists: a name or an e-mail address. */
export const userSchema = visibleTextSchema
  .min(1)
  .max(100)
  .regex(/^\S(.*\S)?$/, {
    error: 'expected no space at either end',
  });
const projectsSchema = z
  .array(nameSchema)
  .min(1)
  .max(100)
  .refine((names) => new Set(names).size === names.length, {
    message: 'expected each project once',
  });
const tokenIdSchema = z.string().regex(/^[a-z0-9]{12}$/);

/**
 * An API token, or the session of a browser. Of the secret, which was shown once, the store has a
 * salted hash: 256 random bits need no slow one.
 */
export const apiTokenSchema = z.strictObject({
  schemaVersion: z.literal(1),
  tokenId: tokenIdSchema,
  kind: z.enum(['token', 'session']),
  user: userSchema,
  role: z.enum(roles),
  /** Null for all. */
  projects: projectsSchema.nullable(),
  /** What it is for, in words. */
  note: visibleTextSchema.max(200),
  salt: sha256Schema,
  /** SHA-256 of salt and secret. */
  secretSha256: sha256Schema,
  createdAt: z.iso.datetime(),
  createdBy: userSchema,
  /** Null for never. */
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  revokedBy: userSchema.nullable(),
  /** Written once an hour at most. */
  lastUsedAt: z.iso.datetime().nullable(),
  /** The token that a session was opened with, or another token made with, and ends with; null for none. */
  openedWith: tokenIdSchema.nullable(),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;

/** What is told of a token. */
export const apiTokenViewSchema = apiTokenSchema.omit({
  schemaVersion: true,
  salt: true,
  secretSha256: true,
  openedWith: true,
});
export type ApiTokenView = z.infer<typeof apiTokenViewSchema>;

export const apiTokenListSchema = z.strictObject({
  tokens: z.array(apiTokenViewSchema),
  next: z.string().nullable(),
});
export type ApiTokenList = z.infer<typeof apiTokenListSchema>;

export const apiTokenRequestSchema = z.strictObject({
  user: userSchema,
  role: z.enum(roles),
  /** Null, or left out, for all. */
  projects: projectsSchema.nullable().default(null),
  note: apiTokenSchema.shape.note.default(''),
  /** Null for never. */
  expiresInDays: z.number().positive().max(3650).nullable().default(90),
});
export type ApiTokenRequest = z.infer<typeof apiTokenRequestSchema>;

/** A token for oneself, which ends some day. */
export const ownTokenRequestSchema = z.strictObject({
  /** Left out: one's own. */
  role: z.enum(roles).optional(),
  /** Left out: all that one's own reaches. */
  projects: projectsSchema.optional(),
  note: apiTokenSchema.shape.note.default(''),
  expiresInDays: z.number().positive().max(366).default(90),
});

/** The only answer that has the secret. */
export const createdTokenSchema = z.strictObject({
  ...apiTokenViewSchema.shape,
  token: z.string(),
});
export type CreatedToken = z.infer<typeof createdTokenSchema>;

const permissionNames = Object.keys(permissions) as [Permission, ...Permission[]];

/** Who sends a request, and what they may do. */
export const sessionViewSchema = z.strictObject({
  user: userSchema,
  role: z.enum(roles),
  /** Null for all. */
  projects: projectsSchema.nullable(),
  permissions: z.array(z.enum(permissionNames)),
  /** What its unsafe requests carry as X-CSRF-Token; null for who sends a token, or needs none. */
  csrfToken: z.string().nullable(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

/** What a text of each kind begins with. */
const beginnings = { token: 'cft', session: 'cfs' } as const satisfies Record<
  ApiToken['kind'],
  string
>;
const tokenForm = /^(cft|cfs)_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
export interface ParsedToken {
  readonly kind: ApiToken['kind'];
  readonly tokenId: string;
  readonly secret: string;
}

/** The parts of what was shown; null where it is no token of this form. */
export function parseToken(text: string): ParsedToken | null {
  const [, beginning, tokenId, secret] = tokenForm.exec(text) ?? [];
  if (tokenId === undefined || secret === undefined) return null;
  return { kind: beginning === beginnings.token ? 'token' : 'session', tokenId, secret };
}

/** As it is shown, once. */
export function tokenText({ kind, tokenId, secret }: ParsedToken): string {
  return `${beginnings[kind]}_${tokenId}_${secret}`;
}

/** Whether it lets anybody in at a moment, in milliseconds since 1970. */
export function isLive(token: Pick<ApiToken, 'revokedAt' | 'expiresAt'>, nowMs: number): boolean {
  return (
    token.revokedAt === null && (token.expiresAt === null || Date.parse(token.expiresAt) > nowMs)
  );
}

export function viewApiToken(token: ApiToken): ApiTokenView {
  const { schemaVersion: _, salt: __, secretSha256: ___, openedWith: ____, ...view } = token;
  return view;
}
