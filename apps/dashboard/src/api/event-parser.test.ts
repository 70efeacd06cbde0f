import { expect, it } from 'vitest';
import { createEventParser } from './event-parser.js';

it('reads a stream of events however it is cut', () => {
  const text =
    ': hello\n\nid: 1-0\nevent: a\ndata: one\r\ndata:two\r\n\r\ndata: three\n\ndata: cut';
  const readings = Array.from(text, (_, at) => {
    const events: string[][] = [];
    const parse = createEventParser((id, data) => events.push([id, data]));
    parse(text.slice(0, at));
    parse(text.slice(at));
    return JSON.stringify(events);
  });
  const expected = JSON.stringify([
    ['1-0', 'one\ntwo'],
    ['1-0', 'three'],
  ]);
  expect(new Set(readings)).toEqual(new Set([expected]));
});
