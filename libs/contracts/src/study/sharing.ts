import { z } from 'zod';

/** The project of studies that name none. */
export const defaultProject = 'default';

/** Trials of a study that may run at once. */
export const maxParallelSchema = z.int().min(1).max(100_000);

/** Whose share of the fleet the trials of a study have. */
export function projectOf({ project }: { readonly project?: string | undefined }): string {
  return project ?? defaultProject;
}
