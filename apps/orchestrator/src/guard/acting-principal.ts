import { AsyncLocalStorage } from 'node:async_hooks';
import {
  AppError,
  projectOf,
  reachesProject,
  type Principal,
  type Study,
} from '@crossfold/contracts';
import type { StudyIndex } from '@crossfold/study';
import type { RequestHandler, Response } from 'express';

const acting = new AsyncLocalStorage<Principal>();

/** Who sends the request that is answered; null outside of one, and where nobody was asked. */
export function actingPrincipal(): Principal | null {
  return acting.getStore() ?? null;
}

/** @throws AppError UNAUTHORISED where nobody has said who they are */
export function requirePrincipal(): Principal {
  const principal = actingPrincipal();
  if (principal === null) throw new AppError('UNAUTHORISED', 'expected a valid token, got none');
  return principal;
}

/** Notes who sends a request, once that is known. */
export function setPrincipal(response: Response, principal: Principal): void {
  response.locals['principal'] = principal;
}

export function principalOf({ locals }: Response): Principal | null {
  return (locals as { principal?: Principal }).principal ?? null;
}

/** Lets what answers a request ask who sent it. The last of the handlers: the others read streams. */
export function actAsPrincipal(): RequestHandler {
  return (_request, response, next) => {
    const principal = principalOf(response);
    if (principal === null) next();
    else acting.run(principal, next);
  };
}

/**
 * Whether a study is there for who sends the request that is answered.
 *
 * @param study null for one of which nothing is known, which only who is not limited may know of
 */
export function isStudyShown(study: Study | null): boolean {
  const principal = actingPrincipal();
  if (principal === null) return false;
  if (study === null) return principal.projects === null;
  return reachesProject(principal, projectOf(study));
}

/** Whether something of a study is kept from who sends the request: the study is not there for them. */
export function isHidden(index: Pick<StudyIndex, 'has'>, studyId: string): boolean {
  const { projects = null } = actingPrincipal() ?? {};
  return projects !== null && !index.has(studyId);
}
