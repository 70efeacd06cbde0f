import { AppError, type Receipt, type Study, type Variant } from '@crossfold/contracts';

/** The configuration that a trial of a study was trained and scored with. */
export function configOf(study: Study, { variant }: Pick<Receipt, 'variant'>): Variant['config'] {
  const found = study.variants.find(({ name }) => name === variant);
  if (found) return found.config;
  throw new AppError('INTERNAL', `study ${study.studyId} lacks variant ${variant}`);
}
