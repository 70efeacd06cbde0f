import type { FolderListing } from './folder-listing.js';
import type { DatasetFacts, FolderContent, Importer } from './importer.js';

/**
 * A family of published data sets that share their labels: what crossfold knows of their subject is
 * in here, and nowhere else.
 */
export interface Profile extends DatasetFacts {
  readonly name: string;
  readonly title: string;
  /** By layout. */
  readonly importers: Readonly<Record<string, Importer>>;
  /** The layouts that only a closer look tells apart. */
  readonly closer: {
    readonly layouts: readonly string[];
    /** Whether the folders alone say that it is one of them. */
    readonly isSure: (listing: FolderListing) => boolean;
    /** @throws AppError DATASET_INVALID saying what the folder lacks */
    readonly open: (dir: string) => Promise<FolderContent & { readonly layout: string }>;
  };
}
