/** Keys by which a merge or an assignment would reach what all objects inherit from. */
const refusedKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function isRefusedKey(key: string): boolean {
  return refusedKeys.has(key);
}

/** Nothing that people write is nested so deeply; recursion over what is would exhaust the stack. */
const maxLevels = 100;
const maxProblems = 20;

/** Where a value is, from the inside out: text is made of it only for a problem. */
interface Place {
  readonly step: string;
  readonly outer: Place | null;
}

/**
 * What keeps a value from being plain data: refused keys, too many levels, and references to what
 * holds them, which YAML can write. Values that are referred to often are looked at once.
 *
 * @returns one line a problem, 20 at most
 */
export function plainDataProblems(value: unknown): string[] {
  const problems: string[] = [];
  const open = new Set<object>();
  const seen = new WeakSet<object>();

  function visit(node: unknown, place: Place | null, level: number): void {
    if (typeof node !== 'object' || node === null || problems.length >= maxProblems) return;
    if (open.has(node)) {
      problems.push(`${placeText(place)}: expected a value, got a reference to what holds it`);
      return;
    }
    if (seen.has(node)) return;
    seen.add(node);
    if (level > maxLevels) {
      problems.push(`${placeText(place)}: expected at most ${maxLevels} levels, got more`);
      return;
    }
    open.add(node);
    if (Array.isArray(node)) {
      for (const [at, entry] of node.entries()) {
        if (isObject(entry)) visit(entry, { step: `[${at}]`, outer: place }, level + 1);
      }
    } else visitMembers(node, place, level);
    open.delete(node);
  }

  function visitMembers(node: object, place: Place | null, level: number): void {
    for (const key of Object.keys(node)) {
      if (isRefusedKey(key) && problems.length < maxProblems) {
        problems.push(`${placeText(place)}: the key "${key}" is refused`);
      }
      const member = (Object.getOwnPropertyDescriptor(node, key) as { value?: unknown }).value;
      if (isObject(member)) visit(member, { step: `.${key}`, outer: place }, level + 1);
    }
  }

  visit(value, null, 0);
  return problems;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function placeText(place: Place | null): string {
  const steps: string[] = [];
  for (let at = place; at && steps.length <= maxLevels; at = at.outer) steps.unshift(at.step);
  const text = steps.join('').replace(/^\./, '');
  if (text === '') return '(top level)';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
