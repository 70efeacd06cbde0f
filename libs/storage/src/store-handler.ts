import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export type StoreRequest = Parameters<NodeHttpHandler['handle']>[0];
export type StoreResponse = Awaited<ReturnType<NodeHttpHandler['handle']>>['response'];

/** Rejects with what an answer is that is none of the store, such as that of a proxy before it. */
export type AssertAnswer = (request: StoreRequest, response: StoreResponse) => Promise<void>;

const connectTimeoutMs = 5_000;
/** From a request to the head of its answer: 8 MiB go out in this time at 230 kbit/s. */
const answerTimeoutMs = 300_000;
const slowestBytesPerMs = 28;

/** How long a request with a body of this size may take until its answer begins. */
export function answerTimeoutFor(sizeBytes: number): number {
  return Math.max(answerTimeoutMs, sizeBytes / slowestBytesPerMs);
}

/** Sends requests over connections that are kept, and passes on only answers of the store. */
export class StoreHandler extends NodeHttpHandler {
  readonly #agents: readonly (HttpAgent | HttpsAgent)[];
  readonly #assertAnswer: AssertAnswer;

  /** @param silenceTimeoutMs after so long without a byte in either direction it gives up */
  constructor(silenceTimeoutMs: number, assertAnswer: AssertAnswer) {
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
    this.#assertAnswer = assertAnswer;
  }

  override async handle(...args: Parameters<NodeHttpHandler['handle']>) {
    try {
      const { response } = await super.handle(...args);
      await this.#assertAnswer(args[0], response);
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
