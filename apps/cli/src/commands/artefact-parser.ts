import { diagnosisClasses } from '@crossfold/data';
import type { SynthesisFlaws } from '@crossfold/data/images';
import { InvalidArgumentError } from 'commander';

/** `mel=0.8`: a class and a share. */
export function artefactParser(text: string): NonNullable<SynthesisFlaws['artefact']> {
  const [name = '', share = ''] = text.split('=', 2);
  const dx = diagnosisClasses.find((known) => known === name);
  const value = share.trim() === '' ? NaN : Number(share);
  if (dx !== undefined && value >= 0 && value <= 1) return { dx, share: value };
  throw new InvalidArgumentError(
    `expected CLASS=SHARE with a class of ${diagnosisClasses.join(', ')} and a share in 0 … 1`,
  );
}
