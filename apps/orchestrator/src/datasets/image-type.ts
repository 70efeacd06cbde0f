/** What the first bytes of image files are, by media type. */
const signatures: readonly (readonly [mediaType: string, start: readonly (number | null)[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/bmp', [0x42, 0x4d]],
  ['image/tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['image/tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  // RIFF, four bytes of length, WEBP.
  ['image/webp', [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
];

export const imageTypes = [...new Set(signatures.map(([mediaType]) => mediaType))];

/** The media type of an image file by its first bytes; that of any bytes where it is none of these. */
export function imageTypeOf(bytes: Uint8Array): string {
  const found = signatures.find(([, start]) =>
    start.every((byte, i) => byte === null || bytes[i] === byte),
  );
  return found?.[0] ?? 'application/octet-stream';
}
