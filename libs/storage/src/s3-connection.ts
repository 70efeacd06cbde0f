import { S3Client } from '@aws-sdk/client-s3';
import { provideCredentials } from './s3-credentials.js';
import { assertAnswerOfS3 } from './s3-answers.js';
import { isChecksumRefusal, isCredentialRefusal } from './s3-failure.js';
import type { S3StoreSettings } from './s3-settings.js';
import { StoreHandler } from './store-handler.js';

/** The client of a store, which follows what changes: credentials, and what the server knows. */
export interface S3Connection {
  /** Does some work, once more where a server refused what it may take in another form. */
  run<T>(work: (client: S3Client) => Promise<T>): Promise<T>;
  /** After a body that stopped coming. */
  dropIdle(): void;
  close(): void;
}

const attempts = 4;
const defaultSilenceMs = 30_000;

export function openS3Connection(settings: S3StoreSettings): S3Connection {
  const handler = new StoreHandler(settings.silenceTimeoutMs ?? defaultSilenceMs, assertAnswerOfS3);
  let knowsChecksums = true;
  let client = createClient(settings, handler, knowsChecksums);

  /** Another caller may have done it already. What is under way goes on with the old one. */
  function replace(used: S3Client): S3Client {
    if (client === used) client = createClient(settings, handler, knowsChecksums);
    return client;
  }

  return {
    async run(work) {
      const used = client;
      try {
        return await work(used);
      } catch (error) {
        // The SDK keeps a key for as long as its client, also one that was replaced in its file.
        if (isCredentialRefusal(error)) return work(replace(used));
        if (!isChecksumRefusal(error)) throw error;
        knowsChecksums = false;
        return work(replace(used));
      }
    },
    dropIdle: () => {
      handler.dropIdle();
    },
    close: () => {
      handler.destroy();
    },
  };
}

function createClient(
  { endpoint, region, forcePathStyle }: S3StoreSettings,
  requestHandler: StoreHandler,
  knowsChecksums: boolean,
): S3Client {
  return new S3Client({
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: attempts,
    requestHandler,
    credentials: provideCredentials(),
    // Some servers refuse the checksums that the SDK adds. Every request is signed over the SHA-256
    // of its body, which the server compares, and ours is kept beside the object.
    ...(!knowsChecksums && { requestChecksumCalculation: 'WHEN_REQUIRED' as const }),
    // The SHA-256 is compared by this driver, for every server alike.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
