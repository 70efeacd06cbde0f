import { z } from 'zod';
import { sha256Schema, visibleTextSchema } from '../identifiers.js';
import { apiTokenSchema, userSchema } from './api-token.js';
import { roles } from './permissions.js';

/** Of a body, what the log keeps as it came. */
export const loggedBodyChars = 1000;

/** One command, or what was refused: who, what, when, from where, and how it ended. */
const auditEntrySchema = z.strictObject({
  at: z.iso.datetime(),
  /** Null for a token that is none. */
  user: userSchema.nullable(),
  role: z.enum(roles).nullable(),
  tokenId: apiTokenSchema.shape.tokenId.nullable(),
  /** Address of who sent it, as the proxies that are trusted say. */
  from: visibleTextSchema.max(100),
  /** Of the OpenAPI document; null where the request names none. */
  operation: visibleTextSchema.max(100).nullable(),
  method: visibleTextSchema.max(20),
  path: visibleTextSchema.max(500),
  /** As JSON, up to {@link loggedBodyChars}; else its hash. Null where it has none. */
  body: visibleTextSchema.max(loggedBodyChars).nullable(),
  bodySha256: sha256Schema.nullable(),
  status: z.int().min(100).max(599),
  /** Of the refusal. */
  code: visibleTextSchema.max(100).nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Commands that were logged together. Each names the hash of the object before: none can be changed alone. */
export const auditPageSchema = z.strictObject({
  schemaVersion: z.literal(1),
  number: z.int().positive(),
  /** SHA-256 of the bytes of the object before; null for the first. */
  previousSha256: sha256Schema.nullable(),
  entries: z.array(auditEntrySchema).min(1),
});

/** A page of the log as the API gives it: the newest first. */
export const auditListSchema = z.strictObject({
  entries: z.array(auditEntrySchema),
  next: z.string().nullable(),
});
export type AuditList = z.infer<typeof auditListSchema>;
