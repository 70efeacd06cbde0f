import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { Leftover } from './object-store.js';
import type { S3Connection } from './s3-connection.js';
import { isMissing } from './s3-failure.js';

/** Uploads in parts that were begun below the root of a store and not completed. */
export async function* listUnfinishedUploads({
  connection,
  bucket,
  root,
}: {
  readonly connection: S3Connection;
  readonly bucket: string;
  /** The store's prefix with its slash, or empty. */
  readonly root: string;
}): AsyncGenerator<Leftover> {
  const place = { Bucket: bucket, Prefix: root };
  for (let from: { KeyMarker?: string; UploadIdMarker?: string } = {}; ;) {
    const page = new ListMultipartUploadsCommand({ ...place, ...from });
    const answer = await connection.run((client) => client.send(page));
    for (const { Key = '', UploadId = '', Initiated } of answer.Uploads ?? []) {
      const abort = new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId });
      yield {
        name: `upload of ${Key.slice(root.length)}`,
        sizeBytes: null,
        modifiedMs: Initiated?.getTime() ?? 0,
        async remove() {
          await connection.run((client) => client.send(abort)).catch(unlessGone);
        },
      };
    }
    if (answer.IsTruncated !== true || answer.NextKeyMarker === undefined) return;
    from = {
      KeyMarker: answer.NextKeyMarker,
      ...(answer.NextUploadIdMarker !== undefined && { UploadIdMarker: answer.NextUploadIdMarker }),
    };
  }
}

function unlessGone(error: unknown): void {
  const isGone = error instanceof Error && error.name === 'NoSuchUpload';
  if (!isGone && !isMissing(error)) throw error;
}
