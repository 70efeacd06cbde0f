import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash } from '@crossfold/contracts';
import { z } from 'zod';

/** What a number of slots was measured on and with: with another, it is measured again. */
export interface MeasuredOn {
  /** Of the device. */
  readonly kind: string;
  /** That its slots share; null where nobody says. */
  readonly memoryMib: number | null;
  readonly tensorflow: string;
  readonly backbone: string;
  readonly imageSizePx: number;
  readonly batchSize: number;
  readonly threads: number;
  readonly candidates: readonly number[];
}

const choiceSchema = z.object({
  slots: z.int().min(1),
  rates: z.array(z.object({ slots: z.int(), imagesPerSecond: z.number() })),
});
type RememberedChoice = z.infer<typeof choiceSchema>;

/** Null where none is there that can be read. */
export async function recallChoice(dir: string, on: MeasuredOn): Promise<RememberedChoice | null> {
  try {
    return choiceSchema.safeParse(JSON.parse(await readFile(fileOf(dir, on), 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** @throws Error of the file system */
export async function rememberChoice(
  dir: string,
  on: MeasuredOn,
  { slots, rates }: RememberedChoice,
): Promise<void> {
  const file = fileOf(dir, on);
  const aside = `${file}.${process.pid}`;
  await mkdir(dir, { recursive: true });
  const measuredAt = new Date().toISOString();
  await writeFile(aside, `${JSON.stringify({ slots, rates, measuredAt, on }, null, 2)}\n`);
  await rename(aside, file);
}

function fileOf(dir: string, on: MeasuredOn): string {
  return join(dir, `slots-${contentHash(on).slice(0, 16)}.json`);
}
