import type { Permission } from '@crossfold/contracts';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** What an operation asks of who sends it; `nothing`: it is open to everybody. */
export type Need = Permission | 'nothing';

/** Of an operation, in the OpenAPI document. */
export const needExtension = 'x-crossfold-needs';
const needKey = 'crossfold:needs';

/** The permission that a method needs. Each has to have one: without it nothing starts. */
export function Needs(need: Need): MethodDecorator {
  return applyDecorators(SetMetadata(needKey, need), ApiExtension(needExtension, need));
}

/** What a handler needs; undefined where it does not say. */
export function needOf(handler: object): Need | undefined {
  return Reflect.getMetadata(needKey, handler) as Need | undefined;
}

/** Whether what needs it is a command, and not a question: what is logged. */
export function isAudited(need: Need | undefined): boolean {
  return need === undefined || need.endsWith('.write');
}
