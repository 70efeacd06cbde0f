import { countTrials, listStages, type Submitted } from '@crossfold/contracts';
import type { Response } from 'express';
import { setLocation } from '../http/set-location.js';
import type { SubmittedStudy } from './studies.service.js';

/** What is answered when a study is stored, with where it is. */
export function tellSubmitted({ study, same }: SubmittedStudy, response: Response): Submitted {
  const { studyId } = study;
  setLocation(response, `studies/${studyId}`);
  const trials = countTrials(study);
  const ensemble = study.ensemble !== null;
  const [, ...later] = study.series ? listStages(study.series) : [];
  const url = `/api/v1/studies/${studyId}`;
  return { studyId, trials, same, ensemble, url, ...(later.length > 0 && { later }) };
}
