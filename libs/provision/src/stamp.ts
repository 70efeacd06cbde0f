import { canonicalJson } from '@crossfold/contracts';
import { readTextIfAny, writeFileAtomically } from './files.js';

/** What a finished step was made from; it is done again as soon as one value differs. */
export type Stamp = Readonly<Record<string, string | readonly string[]>>;

export async function stampMatches(path: string, stamp: Stamp): Promise<boolean> {
  return (await readTextIfAny(path)) === stampText(stamp);
}

export async function writeStamp(path: string, stamp: Stamp): Promise<void> {
  await writeFileAtomically(path, stampText(stamp));
}

function stampText(stamp: Stamp): string {
  return `${canonicalJson(stamp)}\n`;
}
