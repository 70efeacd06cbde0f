import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { assertAnswerOfS3 } from './s3-answers.js';

const connectTimeoutMs = 5_000;
/** From a request to the head of its answer: 8 MiB go out in this time at 230 kbit/s. */
const answerTimeoutMs = 300_000;

/** Sends the requests of the SDK, and passes on only answers of S3. */
export class S3Handler extends NodeHttpHandler {
  readonly #agents: readonly (HttpAgent | HttpsAgent)[];

  /** @param silenceTimeoutMs after so long without a byte in either direction it gives up */
  constructor(silenceTimeoutMs: number) {
    const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: 50 });
    const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: 50 });
    super({
      connectionTimeout: connectTimeoutMs,
      requestTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: silenceTimeoutMs,
      httpAgent,
      httpsAgent,
    });
    this.#agents = [httpAgent, httpsAgent];
  }

  override async handle(...args: Parameters<NodeHttpHandler['handle']>) {
    try {
      const { response } = await super.handle(...args);
      await assertAnswerOfS3(args[0], response);
      return { response };
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') this.dropIdle();
      throw error;
    }
  }

  /** Where one connection has gone silent, those that are kept for later are likely dead too. */
  dropIdle(): void {
    for (const { freeSockets } of this.#agents) {
      for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
    }
  }
}
