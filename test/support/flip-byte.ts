import { open } from 'node:fs/promises';

/** Changes the first byte of a file in place, as a failing disk might. */
export async function flipByte(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 0);
    await file.write(Buffer.from([buffer.readUInt8(0) ^ 1]), 0, 1, 0);
  } finally {
    await file.close();
  }
}
