import type { Permission } from '@crossfold/contracts';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** What an operation asks of who sends it; `nothing`: it is open to everybody. */
export type Need = Permission | 'nothing';

/** Of an operation, in the OpenAPI document. */
export const needExtension = 'x-crossfold-needs';
const needKey = 'crossfold:needs';
const auditedKey = 'crossfold:audited';

/**
 * The permission that a method needs. Each has to have one: without it nothing starts.
 *
 * @param isAudited whether it is a command, and no question: left out, by its permission
 */
export function Needs(
  need: Need,
  { isAudited = need.endsWith('.write') }: { readonly isAudited?: boolean } = {},
): MethodDecorator {
  return applyDecorators(
    SetMetadata(needKey, need),
    SetMetadata(auditedKey, isAudited),
    ApiExtension(needExtension, need),
  );
}

/** What a handler needs; undefined where it does not say. */
export function needOf(handler: object): Need | undefined {
  return Reflect.getMetadata(needKey, handler) as Need | undefined;
}

/** Whether what a handler does is logged. */
export function isAudited(handler: object): boolean {
  return Reflect.getMetadata(auditedKey, handler) !== false;
}
