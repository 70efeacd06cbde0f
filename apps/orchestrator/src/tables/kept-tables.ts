import { Transform } from 'node:stream';

const mebibyte = 2 ** 20;

/**
 * Tables as they were sent last, compressed: to read the records of thousands of trials again takes
 * seconds, and a table is the same until something of its study changes.
 */
export class KeptTables {
  readonly #tables = new Map<string, Buffer>();
  readonly #maxBytes: number;
  #bytes = 0;

  /** @param maxBytes of all; of one, a quarter. What was read longest ago goes first. */
  constructor(maxBytes = 16 * mebibyte) {
    this.#maxBytes = maxBytes;
  }

  get(name: string): Buffer | undefined {
    const table = this.#tables.get(name);
    if (!table) return undefined;
    this.#tables.delete(name);
    this.#tables.set(name, table);
    return table;
  }

  /** Hands on a table, and keeps it once it has come whole. */
  keeping(name: string): Transform {
    const most = this.#maxBytes / 4;
    let [chunks, bytes]: [Buffer[], number] = [[], 0];
    return new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length;
        if (bytes > most) chunks = [];
        else chunks.push(chunk);
        done(null, chunk);
      },
      flush: (done) => {
        if (bytes <= most) this.#keep(name, Buffer.concat(chunks));
        done();
      },
    });
  }

  #keep(name: string, table: Buffer): void {
    this.#bytes += table.length - (this.#tables.get(name)?.length ?? 0);
    this.#tables.delete(name);
    this.#tables.set(name, table);
    for (const [oldest, { length }] of this.#tables) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#tables.delete(oldest);
      this.#bytes -= length;
    }
  }
}
