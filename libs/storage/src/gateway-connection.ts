import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@crossfold/contracts';
import type { z } from 'zod';
import { parseJson, parseRefusal, translateGatewayFault } from './gateway-errors.js';
import { gatewayHeader, gatewayPath, gatewayVersion } from './gateway-protocol.js';
import type { GatewaySettings } from './gateway-settings.js';
import { assertAnswerOfS3, bufferBody, describeForeign, ForeignAnswer } from './s3-answers.js';
import type { PreparedBody } from './s3-body.js';
import {
  answerTimeoutFor,
  StoreHandler,
  type StoreRequest,
  type StoreResponse,
} from './store-handler.js';

const tries = 4;
const firstPauseMs = 100;
const silenceMs = 30_000;

export interface GatewayRequest {
  /** What is tried, as in "read studies/a/study.json". */
  readonly what: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below the path of the gateway. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: PreparedBody;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** A request to S3 itself, which the gateway has signed. */
export interface DirectRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: PreparedBody;
}

export interface GatewayConnection {
  /**
   * Asks the gateway, again where no answer of it came.
   *
   * @throws AppError what the gateway said; STORE_UNAVAILABLE, STORE_REFUSED
   */
  ask(request: GatewayRequest): Promise<GatewayAnswer>;
  /** @throws AppError as `ask`; STORE_REFUSED where the answer is not what this version knows */
  askJson<S extends z.ZodType>(request: GatewayRequest, schema: S): Promise<z.output<S>>;
  /** One try at S3. @throws what the network says; `ForeignAnswer` */
  sendDirect(request: DirectRequest): Promise<StoreResponse>;
  /** After a body that stopped coming. */
  dropIdle(): void;
  close(): void;
}

export function openGatewayConnection(
  { url, silenceTimeoutMs = silenceMs }: GatewaySettings,
  token: string,
): GatewayConnection {
  const gateway = new StoreHandler(silenceTimeoutMs, assertAnswerOfGateway);
  const direct = new StoreHandler(silenceTimeoutMs, assertAnswerOfS3);
  const base = new URL(url);
  const basePath = base.pathname.replace(/\/$/, '') + gatewayPath;

  async function send({ method, path, query, headers, body }: GatewayRequest) {
    const request = {
      ...placeOf(base),
      method,
      path: basePath + path,
      query: { ...query },
      headers: { ...headers, ...lengthOf(body), host: base.host, authorization: `Bearer ${token}` },
      ...(body && { body: body.open() }),
    };
    const limit = { requestTimeout: answerTimeoutFor(body?.sizeBytes ?? 0) };
    return (await gateway.handle(request as unknown as StoreRequest, limit)).response;
  }

  /** Of what was told by the gateway itself, nothing is asked again: it has tried by then. */
  async function sendAgain(request: GatewayRequest) {
    for (let tried = 1; ; tried += 1) {
      try {
        return await send(request);
      } catch (error) {
        const fault = translateGatewayFault(error, request.what, url);
        if (tried === tries || !isOutage(fault)) throw fault;
        await sleep(pauseMs(tried));
      }
    }
  }

  async function ask(request: GatewayRequest): Promise<GatewayAnswer> {
    const response = await sendAgain(request);
    const { statusCode: status, headers } = response;
    if (status < 400) return { status, headers, body: response.body as Readable };
    await bufferBody(response);
    throw parseRefusal(response.body as Uint8Array, request.what, url);
  }

  return {
    ask,
    async askJson(request, schema) {
      for (let tried = 1; ; tried += 1) {
        const { body } = await ask(request);
        try {
          const bytes = Buffer.concat((await body.toArray()) as Buffer[]);
          const parsed = schema.safeParse(parseJson(bytes));
          if (parsed.success) return parsed.data;
          throw new AppError(
            'STORE_REFUSED',
            `expected to ${request.what} at ${url}, got another answer`,
          );
        } catch (error) {
          const fault = translateGatewayFault(error, request.what, url);
          if (tried === tries || !isOutage(fault)) throw fault;
        }
      }
    },
    async sendDirect({ method, url: signed, headers, body }) {
      const place = new URL(signed);
      const request = {
        ...placeOf(place),
        method,
        path: place.pathname,
        query: Object.fromEntries(place.searchParams),
        headers: { ...headers, ...lengthOf(body), host: place.host },
        ...(body && { body: body.open() }),
      };
      const limit = { requestTimeout: answerTimeoutFor(body?.sizeBytes ?? 0) };
      return (await direct.handle(request as unknown as StoreRequest, limit)).response;
    },
    dropIdle() {
      gateway.dropIdle();
      direct.dropIdle();
    },
    close() {
      gateway.destroy();
      direct.destroy();
    },
  };
}

export function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'STORE_UNAVAILABLE';
}

/** Before the next try; longer each time, and never the same for two clients. */
export function pauseMs(tried: number): number {
  return firstPauseMs * 2 ** tried * (0.5 + Math.random());
}

function placeOf({ protocol, hostname, port }: URL) {
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    ...(port !== '' && { port: Number(port) }),
  };
}

function lengthOf(body: PreparedBody | undefined): Record<string, string> {
  return body ? { 'content-length': String(body.sizeBytes) } : {};
}

/** @throws ForeignAnswer */
async function assertAnswerOfGateway(_: StoreRequest, response: StoreResponse): Promise<void> {
  const version = response.headers[gatewayHeader];
  if (version === gatewayVersion) return;
  const text = await bufferBody(response);
  throw new ForeignAnswer(describeForeign(response, text, 'the orchestrator'));
}
