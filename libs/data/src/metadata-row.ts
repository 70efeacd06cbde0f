import type { ImageRecord } from '@crossfold/contracts';

/** One line of a metadata file, as it stands there. Empty text where the file says nothing. */
export interface RawMetadataRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly imageId: string;
  readonly lesionId: string;
  readonly dx: string;
  readonly dxType: string;
  readonly age: string;
  readonly sex: string;
  readonly localization: string;
  /** The whole line: equal for rows that say the same. */
  readonly identity: string;
}

/** What is known of an image without looking at its file. */
export type MetadataRow = Pick<
  ImageRecord,
  'imageId' | 'lesionId' | 'dx' | 'dxType' | 'ageYears' | 'sex' | 'localization'
>;
