import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, parseWith, sha256 as hashOf } from '@crossfold/contracts';
import { refuse, sendJson, sendObject } from './gateway-answers.js';
import { bodyTooLarge, checkedBody, damagedBody, readBody } from './gateway-bodies.js';
import { parseJson } from './gateway-errors.js';
import {
  gatewayHeader,
  gatewayVersion,
  sha256Header,
  uploadRequestSchema,
} from './gateway-protocol.js';
import { conditionOf, keyOf, numberOf, rangeOf, textOf } from './gateway-query.js';
import { assertPrefix } from './keys.js';
import type { ListedObject, ObjectStore, WriteCondition } from './object-store.js';
import type { StoreSigner } from './store-signer.js';

/** How a write is taken. */
export interface WritePlan {
  readonly maxBytes: number;
  /** Reads a record before it is written, and throws where it may not be; null for bytes that are none. */
  readonly assertRecord: ((bytes: Uint8Array) => Promise<void>) | null;
}

/** What one worker may do; each throws an AppError where it may not. */
export interface StoreRights {
  /** Of its token. */
  readonly name: string;
  assertRead(key: string): void;
  assertList(prefix: string): void;
  assertDelete(key: string): Promise<void>;
  planWrite(key: string, condition: WriteCondition): Promise<WritePlan>;
}

export interface GatewayParts {
  readonly store: ObjectStore;
  /** Where the store is a bucket. */
  readonly signer: StoreSigner | null;
  /** @throws AppError where the request has no token that is known */
  readonly admit: (request: IncomingMessage) => Promise<StoreRights>;
  readonly onDefect: (error: AppError) => void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Asked {
  readonly query: URLSearchParams;
  readonly rights: StoreRights;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Of a question in JSON. */
const maxQuestionBytes = 4096;
const maxPage = 1000;

/**
 * Serves a store to workers that have no credentials of it, each by its rights; the other end of
 * `openGatewayStore`. The address of a request begins after {@link gatewayPath}.
 */
export function serveStore({ store, signer, admit, onDefect }: GatewayParts): Handler {
  const routes: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
    'GET /identity': async ({ rights, response }) => {
      sendJson(response, { name: rights.name });
      return Promise.resolve();
    },

    'GET /object': async ({ query, rights, response }) => {
      const key = keyOf(query);
      rights.assertRead(key);
      if (signer) {
        const { url } = await signer.signRead(key);
        response.writeHead(307, { location: url }).end();
        return;
      }
      await sendObject(await store.getStream(key, rangeOf(query)), response);
    },

    'GET /head': async ({ query, rights, response }) => {
      const key = keyOf(query);
      rights.assertRead(key);
      sendJson(response, { head: await store.head(key) });
    },

    'GET /list': async ({ query, rights, response }) => {
      const prefix = textOf(query, 'prefix');
      assertPrefix(prefix);
      rights.assertList(prefix);
      const limit = Math.min(maxPage, numberOf(query, 'limit') ?? maxPage);
      const startAfter = textOf(query, 'startAfter');
      const objects: ListedObject[] = [];
      for await (const found of store.list(prefix, { startAfter, limit })) objects.push(found);
      sendJson(response, { objects, more: objects.length === limit });
    },

    'PUT /object': async ({ query, rights, request, response }) => {
      const key = keyOf(query);
      const condition = conditionOf(request);
      const { maxBytes, assertRecord } = await rights.planWrite(key, condition);
      const expected = String(request.headers[sha256Header]);
      if (assertRecord === null) {
        const body = checkedBody(request, { key, maxBytes, sha256: expected });
        sendJson(response, await store.put(key, body, condition));
        return;
      }
      const bytes = await readBody(request, key, maxBytes);
      if (hashOf(bytes) !== expected) throw damagedBody(key);
      await assertRecord(bytes);
      const options = { ...condition, contentType: 'application/json' };
      sendJson(response, await store.put(key, bytes, options));
    },

    'POST /upload': async ({ query, rights, request, response }) => {
      const key = keyOf(query);
      const bytes = await readBody(request, 'the question', maxQuestionBytes);
      const { sizeBytes, sha256, ...condition } = parseWith(
        uploadRequestSchema,
        parseJson(bytes),
        'REQUEST_INVALID',
        'the body to be written',
      );
      const { maxBytes, assertRecord } = await rights.planWrite(key, condition);
      if (sizeBytes > maxBytes) throw bodyTooLarge(key, maxBytes);
      const direct =
        signer && assertRecord === null
          ? await signer.signWrite(key, { sizeBytes, sha256 }, condition)
          : null;
      sendJson(response, { direct });
    },

    'DELETE /object': async ({ query, rights, response }) => {
      const key = keyOf(query);
      await rights.assertDelete(key);
      await store.delete(key);
      response.writeHead(204).end();
    },
  };

  return async (request, response) => {
    response.setHeader(gatewayHeader, gatewayVersion);
    response.setHeader('cache-control', 'no-store');
    try {
      const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://gateway');
      const rights = await admit(request);
      const route = `${request.method} ${pathname}`;
      const serve = Object.hasOwn(routes, route) ? routes[route] : undefined;
      if (!serve) throw new AppError('NOT_FOUND', `expected a path of the gateway, got ${route}`);
      await serve({ query, rights, request, response });
    } catch (thrown) {
      refuse(response, thrown, onDefect);
    }
  };
}
