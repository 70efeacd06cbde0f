import { projectOf, type Study } from '@crossfold/contracts';
import type { Claim } from './candidate.js';

/** Whom the trials of a study are charged to. */
export function claimOf(study: Study): Claim {
  const { studyId, submittedBy = '' } = study;
  return { project: projectOf(study), user: submittedBy, studyId };
}
