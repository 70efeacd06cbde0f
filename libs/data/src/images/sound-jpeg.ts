const marker = {
  baseline: 0xc0,
  sequential: 0xc1,
  restart0: 0xd0,
  restart7: 0xd7,
  end: 0xd9,
  scan: 0xda,
  app0: 0xe0,
  app14: 0xee,
} as const;

/**
 * A JPEG without what its decoder warns of although every pixel is there: a JFIF version that is
 * none, bytes between two segments of the header, an unknown colour transform of Adobe's, and in a
 * file that is not progressive the numbers by which progressive scans select coefficients. The
 * decoder has one switch for all warnings, and the others mean that pixels are lost.
 *
 * @returns the bytes themselves where there is nothing to mend, or where they are no JPEG
 */
export function soundJpeg(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return bytes;
  const header = readHeader(bytes);
  if (!header) return bytes;
  const { segments, scanAt, components } = header;
  const isSequential = segments.some(({ type }) => {
    return type === marker.baseline || type === marker.sequential;
  });
  const hasGaps = segments.some(({ at }, i) => at !== (segments[i - 1]?.end ?? 2));
  const mended = new Uint8Array(bytes);
  const changes = segments.map((segment) => mendSegment(mended, segment, components));
  const scans = isSequential ? mendScans(mended, scanAt) : false;
  if (!changes.includes(true) && !scans && !hasGaps) return bytes;
  if (!hasGaps) return mended;
  const parts = segments.map(({ at, end }) => mended.subarray(at, end));
  return Buffer.concat([mended.subarray(0, 2), ...parts, mended.subarray(scanAt)]);
}

interface Segment {
  readonly type: number;
  /** Of its marker. */
  readonly at: number;
  readonly end: number;
}

interface JpegHeader {
  readonly segments: readonly Segment[];
  /** Where the marker of the first scan stands. */
  readonly scanAt: number;
  readonly components: number;
}

/** Null where the header ends before its first scan. */
function readHeader(bytes: Uint8Array): JpegHeader | null {
  const segments: Segment[] = [];
  let components = 0;
  let at = 2;
  for (;;) {
    const start = nextMarker(bytes, at);
    if (start === null) return null;
    const type = bytes[start + 1] as number;
    if (type === marker.scan) {
      // Stray bytes right before it are a gap as well, which the first segment after would show.
      const last = segments.at(-1)?.end ?? 2;
      if (start !== last) segments.push({ type: 0, at: start, end: start });
      return { segments, scanAt: start, components };
    }
    const end = start + 2 + uint16(bytes, start + 2);
    if (end > bytes.length || end < start + 4 || type === marker.end) return null;
    if (isFrame(type)) components = bytes[start + 9] ?? 0;
    segments.push({ type, at: start, end });
    at = end;
  }
}

/** Any number of 0xff may stand before a marker; they are part of none. */
function nextMarker(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at + 3 < bytes.length; at++) {
    const type = bytes[at + 1] as number;
    if (bytes[at] === 0xff && type !== 0xff && type !== 0) return at;
  }
  return null;
}

function isFrame(type: number): boolean {
  return type >= 0xc0 && type <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(type);
}

function mendSegment(bytes: Uint8Array, { type, at, end }: Segment, components: number): boolean {
  if (type === marker.app0 && text(bytes, at + 4, 4) === 'JFIF' && end - at >= 11) {
    return setBytes(bytes, at + 9, bytes[at + 9] === 1 ? [] : [1, 1]);
  }
  if (type === marker.app14 && text(bytes, at + 4, 5) === 'Adobe' && end - at >= 16) {
    const isKnown = (bytes[at + 15] as number) <= 2;
    // What the decoder assumes after its warning.
    return setBytes(bytes, at + 15, isKnown ? [] : [components === 4 ? 2 : 1]);
  }
  return false;
}

/** @returns whether any scan selected other coefficients than all */
function mendScans(bytes: Uint8Array, from: number): boolean {
  let changed = false;
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const type = bytes[at + 1] as number;
    if (type === marker.end) return changed;
    const isData = type === 0 || (type >= marker.restart0 && type <= marker.restart7);
    if (isData || type === 0xff) continue;
    const length = uint16(bytes, at + 2);
    if (type === marker.scan && length === 6 + 2 * (bytes[at + 4] ?? 0)) {
      changed = setBytes(bytes, at + 2 + length - 3, [0, 63, 0]) || changed;
    }
    at += 1 + length;
  }
  return changed;
}

function setBytes(bytes: Uint8Array, at: number, values: readonly number[]): boolean {
  const differs = values.some((value, i) => bytes[at + i] !== value);
  if (differs) bytes.set(values, at);
  return differs;
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
}
