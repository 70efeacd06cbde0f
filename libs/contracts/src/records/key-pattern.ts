/**
 * Keys of one kind of object in the store, from a pattern such as
 * `studies/{studyId}/trials/{trialId}/attempts/{attempt:6}.json`: `{name}` is a text without a slash,
 * `{name:6}` a count of at least six digits, `{name^2}` the first two characters of a text that the
 * pattern names elsewhere.
 */
export interface KeyPattern<P> {
  readonly pattern: string;
  key(at: P): string;
  /** What a key names; null where it is a key of another kind. */
  parseKey(key: string): P | null;
  /** What all keys begin with that agree in the given names: up to the first name that is missing. */
  prefix(given: Partial<P>): string;
}

/** The names of a pattern, with their types. */
export type NamesOf<T extends string> = {
  readonly [K in keyof AllNames<T>]: AllNames<T>[K];
};
type AllNames<T extends string> = T extends `${string}{${infer P}}${infer Rest}`
  ? NameOf<P> & AllNames<Rest>
  : unknown;
type NameOf<P extends string> = P extends `${string}^${string}`
  ? unknown
  : P extends `${infer N}:${string}`
    ? { readonly [K in N]: number }
    : { readonly [K in P]: string };

interface Name {
  readonly name: string;
  /** Digits of a count; null for a text. */
  readonly digits: number | null;
  /** Characters of a text that are meant; null for all. */
  readonly first: number | null;
}
/** In turn what is written as it is, and names. */
type Part = string | Name;
type Value = string | number;

export function keyPattern<const T extends string>(pattern: T): KeyPattern<NamesOf<T>> {
  const parts = parsePattern(pattern);
  const expression = new RegExp(`^${parts.map(expressionOf).join('')}$`);
  const key = (at: NamesOf<T>): string => parts.map((part) => render(part, valuesOf(at))).join('');
  return {
    pattern,
    key,
    parseKey(found) {
      const match = expression.exec(found);
      if (!match) return null;
      const groups = match.groups ?? {};
      const at: Record<string, Value> = {};
      for (const part of parts) {
        if (typeof part === 'string' || part.first !== null) continue;
        const text = groups[part.name] as string;
        at[part.name] = part.digits === null ? text : Number(text);
      }
      const names = at as NamesOf<T>;
      return key(names) === found ? names : null;
    },
    prefix(given) {
      const values = valuesOf(given);
      const missing = parts.findIndex(
        (part) => typeof part !== 'string' && values[part.name] === undefined,
      );
      const known = missing === -1 ? parts : parts.slice(0, missing);
      return known.map((part) => render(part, values)).join('');
    },
  };
}

function parsePattern(pattern: string): Part[] {
  return pattern.split(/(\{[^}]+\})/).map((text): Part => {
    const name = /^\{(\w+)(?:([:^])(\d+))?\}$/.exec(text);
    if (!name) return text;
    const size = name[3] === undefined ? null : Number(name[3]);
    return {
      name: name[1] as string,
      digits: name[2] === ':' ? size : null,
      first: name[2] === '^' ? size : null,
    };
  });
}

function expressionOf(part: Part): string {
  if (typeof part === 'string') return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  if (part.first !== null) return `[^/]{${part.first}}`;
  return part.digits === null ? `(?<${part.name}>[^/]+)` : `(?<${part.name}>\\d{${part.digits},})`;
}

function render(part: Part, values: Readonly<Record<string, Value | undefined>>): string {
  if (typeof part === 'string') return part;
  const text = String(values[part.name]);
  if (part.first !== null) return text.slice(0, part.first);
  return part.digits === null ? text : text.padStart(part.digits, '0');
}

function valuesOf(at: object): Readonly<Record<string, Value | undefined>> {
  return at as Readonly<Record<string, Value | undefined>>;
}
