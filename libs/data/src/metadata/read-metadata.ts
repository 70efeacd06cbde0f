import { AppError, describeFileFault, readNamedFile } from '@crossfold/contracts';

const maxTableBytes = 256 * 2 ** 20;

/**
 * The text of a table in UTF-8, or in UTF-16 with a byte order mark.
 *
 * @throws AppError DATASET_INVALID when there is no such file, it is huge, or it is no such text.
 */
export async function readUtf8(path: string): Promise<string> {
  try {
    const bytes = await readNamedFile(path, maxTableBytes);
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (cause) {
    const text = `expected UTF-8 text in ${path}, got ${describeFileFault(cause)}`;
    throw new AppError('DATASET_INVALID', text, {
      remedy: 'Check the path; save the table as UTF-8 (Excel: "CSV UTF-8").',
      cause,
    });
  }
}

/** What Excel calls Unicode text is UTF-16, and says so in its first two bytes. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
