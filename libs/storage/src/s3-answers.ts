import { readBounded } from '@crossfold/contracts';
import type { StoreRequest, StoreResponse } from './store-handler.js';

/**
 * An answer that no store gives: that of a proxy without a backend, of a login page, or of a
 * server of another kind. What it says of objects, such as 404, is no word of the store.
 */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer';
  /** Lets the SDK send the request again. */
  readonly $retryable = { throttling: false };
}

const maxBufferedBytes = 32 * 2 ** 20;
const snippetLength = 120;
const requestIds = ['x-amz-request-id', 'x-amz-id-2', 'x-amzn-requestid'];

/**
 * Proves that an answer is one of S3, by its XML, its ETag or its request id. An XML body is read on
 * the way, to its end.
 *
 * @throws ForeignAnswer
 */
export async function assertAnswerOfS3(
  request: StoreRequest,
  response: StoreResponse,
): Promise<void> {
  const roots = response.statusCode >= 300 ? ['Error', 'ErrorResponse'] : rootsOf(request);
  const isForeign =
    roots === null || request.method === 'HEAD'
      ? isForeignByHeaders(request, response)
      : !isXml(await bufferBody(response), roots) && !isBareRefusal(response);
  if (!isForeign) return;
  const text = await bufferBody(response);
  throw new ForeignAnswer(describeForeign(response, text, 'S3'));
}

/** Names of the element that an answer consists of; null where it is no XML. */
function rootsOf({ method, query = {} }: StoreRequest): readonly string[] | null {
  if (method === 'GET' && 'list-type' in query) return ['ListBucketResult'];
  if (method === 'GET' && 'uploads' in query) return ['ListMultipartUploadsResult'];
  if (method !== 'POST') return null;
  if ('uploads' in query) return ['InitiateMultipartUploadResult'];
  return ['CompleteMultipartUploadResult', 'Error'];
}

function isForeignByHeaders({ method }: StoreRequest, response: StoreResponse): boolean {
  const { statusCode, headers } = response;
  if (hasRequestId(response)) return false;
  const isPage = /^(text\/|application\/json)/.test(headers['content-type'] ?? '');
  if (method === 'DELETE' || statusCode >= 300) return isPage;
  return headers['etag'] === undefined;
}

/** An error without a body: only of S3 where it says so, or where no proxy would answer so. */
function isBareRefusal(response: StoreResponse): boolean {
  const isEmpty = (response.body as Uint8Array).byteLength === 0;
  const { statusCode } = response;
  return isEmpty && statusCode >= 300 && (hasRequestId(response) || statusCode === 412);
}

function hasRequestId({ headers }: StoreResponse): boolean {
  return requestIds.some((name) => headers[name] !== undefined);
}

/** Whether a text is one such element, whole. */
function isXml(text: string, roots: readonly string[]): boolean {
  const names = roots.join('|');
  const begins = new RegExp(`^\\uFEFF?\\s*(<\\?xml[^>]*\\?>)?\\s*<(${names})[\\s/>]`).test(text);
  return begins && new RegExp(`(</(${names})\\s*>|/>)\\s*$`).test(text);
}

/** Reads the body, which is bytes from then on. */
export async function bufferBody(response: StoreResponse): Promise<string> {
  if (!(response.body instanceof Uint8Array)) {
    const body = response.body as AsyncIterable<Uint8Array>;
    response.body = new Uint8Array((await readBounded(body, maxBufferedBytes)).bytes);
  }
  return Buffer.from(response.body as Uint8Array).toString();
}

/** @param whose answer was expected */
export function describeForeign(
  { statusCode, headers }: StoreResponse,
  text: string,
  whose: string,
): string {
  const plain = text.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  const said = plain.trim().slice(0, snippetLength);
  const type = headers['content-type'] ?? 'no content type';
  return `${statusCode}, ${type}, which is no answer of ${whose}${said === '' ? '' : `: ${said}`}`;
}
