import { errorCodes, sha256Schema } from '@crossfold/contracts';
import { z } from 'zod';

/*
 * What a worker without credentials of the store and the orchestrator say to each other, below
 * `gatewayPath` (decision 0047). Keys stand in the query, where no proxy takes them for paths. It is
 * between processes of one version, and no part of the API.
 */

export const gatewayPath = '/worker/v1';

/** On each answer, so that those of a proxy are told apart; its value is the version of all this. */
export const gatewayHeader = 'crossfold-gateway';
export const gatewayVersion = '1';

/** Of a whole object: in an answer as it was kept, in a request as it has to arrive. */
export const sha256Header = 'crossfold-sha256';

/** What the token is; a worker's name begins with its name. */
export const identitySchema = z.strictObject({ name: z.string() });

export const headAnswerSchema = z.strictObject({
  head: z.strictObject({ sizeBytes: z.int().min(0), etag: z.string() }).nullable(),
});

export const listAnswerSchema = z.strictObject({
  objects: z.array(
    z.strictObject({
      key: z.string(),
      sizeBytes: z.int().min(0),
      etag: z.string(),
      modifiedMs: z.number(),
    }),
  ),
  /** Whether others follow. */
  more: z.boolean(),
});

/** A body that is about to be sent, or was. */
export const storedAnswerSchema = z.strictObject({
  sizeBytes: z.int().min(0),
  etag: z.string(),
  sha256: z.string(),
});

const uploadShape = { sizeBytes: z.int().min(0), sha256: sha256Schema };
export const uploadRequestSchema = z.union([
  z.strictObject({ ...uploadShape, ifNoneMatch: z.literal(true).exactOptional() }),
  z.strictObject({ ...uploadShape, ifMatch: z.string().min(1).max(200) }),
]);
export type UploadRequest = z.infer<typeof uploadRequestSchema>;

/** Where the body goes; null for here. */
export const uploadAnswerSchema = z.strictObject({
  direct: z.strictObject({ url: z.url(), headers: z.record(z.string(), z.string()) }).nullable(),
});

export const refusalSchema = z.strictObject({
  code: z.enum(errorCodes),
  message: z.string(),
  problems: z.array(z.string()),
  remedy: z.string(),
});
