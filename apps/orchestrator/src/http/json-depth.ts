import { AppError } from '@crossfold/contracts';

/** Deeper than anything that this API takes; what walks JSON recursively holds far more. */
const deepestJson = 64;

const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * Checks how deep JSON is nested before it is parsed.
 *
 * @param bytes in UTF-8; what is no JSON is left to the parser
 * @throws AppError REQUEST_INVALID
 */
export function assertShallowJson(bytes: Uint8Array): void {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (isText) {
      if (byte === backslash) at++;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (opening.has(byte)) depth++;
    else if (closing.has(byte)) depth--;
    if (depth > deepestJson) {
      throw new AppError(
        'REQUEST_INVALID',
        `expected JSON of at most ${deepestJson} levels, got more`,
        { remedy: 'Nest lists and objects less deeply.' },
      );
    }
  }
}
