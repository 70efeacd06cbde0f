import type { Profile } from '../importers/profile.js';
import { ham10000 } from './ham10000/ham10000.js';

/** What is known of published data sets; everything else follows the manifest. */
export const profiles: readonly Profile[] = [ham10000];

/** Names of the layouts, for `--layout`. */
export const layoutNames: readonly string[] = [
  ...profiles.flatMap(({ importers, closer }) => [...closer.layouts, ...Object.keys(importers)]),
  'class-folders',
];

export const profileNames: readonly string[] = profiles.map(({ name }) => name);
