import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { assertKey } from './keys.js';
import { provideCredentials } from './s3-credentials.js';
import type { S3StoreSettings } from './s3-settings.js';
import type { StoreSigner } from './store-signer.js';

export function createS3Signer(
  { bucket, prefix, endpoint, region, forcePathStyle }: S3StoreSettings,
  lifetimeSeconds: number,
): StoreSigner {
  const client = new S3Client({
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    credentials: provideCredentials(),
    // Else the checksum of a body that is not there yet would be signed.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const root = prefix === undefined ? '' : `${prefix}/`;

  function locate(key: string): { Bucket: string; Key: string } {
    assertKey(key);
    if (root !== '') assertKey(root + key);
    return { Bucket: bucket, Key: root + key };
  }

  return {
    async signRead(key) {
      const command = new GetObjectCommand(locate(key));
      return {
        url: await getSignedUrl(client, command, { expiresIn: lifetimeSeconds }),
        headers: {},
      };
    },

    async signWrite(key, { sizeBytes, sha256 }, { ifNoneMatch, ifMatch }) {
      const headers = {
        'x-amz-meta-sha256': sha256,
        'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
        ...(ifNoneMatch && { 'if-none-match': '*' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      };
      const command = new PutObjectCommand({
        ...locate(key),
        ContentLength: sizeBytes,
        Metadata: { sha256 },
        ChecksumSHA256: headers['x-amz-checksum-sha256'],
        ...(ifNoneMatch && { IfNoneMatch: '*' }),
        ...(ifMatch !== undefined && { IfMatch: ifMatch }),
      });
      // In the query, servers would pass them over.
      const unhoistableHeaders = new Set(Object.keys(headers));
      const options = { expiresIn: lifetimeSeconds, unhoistableHeaders };
      return { url: await getSignedUrl(client, command, options), headers };
    },

    close() {
      client.destroy();
    },
  };
}
