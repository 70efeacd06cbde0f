import type { ImageRecord, IngestProblem } from '@crossfold/contracts';

/** One line of a metadata file, as it stands there. Empty text where the file says nothing. */
export interface RawMetadataRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly imageId: string;
  readonly groupId: string;
  readonly patientId?: string;
  /** One of the classes, or what the file says where it is none of them. */
  readonly label: string;
  /** Free columns by name. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Why the image is left out, whatever else its row says. */
  readonly exclusion?: Pick<IngestProblem, 'kind' | 'detail'>;
  /** The whole line: equal for rows that say the same. */
  readonly identity: string;
}

/** What is known of an image without looking at its file. */
export type MetadataRow = Pick<
  ImageRecord,
  'imageId' | 'groupId' | 'patientId' | 'label' | 'metadata'
>;
