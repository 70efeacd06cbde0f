export interface ServerSentEvent {
  /** The last id that the stream gave, for going on after it. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

const lineEnd = /\r\n|\n|\r/;

/** Events of a `text/event-stream` (WHATWG HTML, 9.2); an unfinished one at the end is left out. */
export async function* parseServerSentEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  let id = '';
  let type = '';
  let data: string[] = [];
  for await (const line of splitLines(body)) {
    if (line === '') {
      if (data.length > 0) yield { id, type: type || 'message', data: data.join('\n') };
      [type, data] = ['', []];
      continue;
    }
    const { field, value } = parseField(line);
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  }
}

/** A comment has no name; a field without a colon has no value. */
function parseField(line: string): { readonly field: string; readonly value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { field: line, value: '' };
  const value = line.slice(colon + 1);
  return { field: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value };
}

async function* splitLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the very end may be the first half of a CRLF: wait for what follows.
    const complete = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const lines = complete.split(lineEnd);
    rest = (lines.pop() ?? '') + rest.slice(complete.length);
    yield* lines;
  }
}
