/** What an address says behind `?`, before it is checked: whatever somebody typed. */
export type RawSearch = Readonly<Record<string, unknown>>;

/** The value where it is one of the keys of `texts`; what nobody could choose counts as not asked for. */
export function oneOf<K extends string>(
  value: unknown,
  texts: Readonly<Record<K, unknown>>,
): K | undefined {
  return typeof value === 'string' && Object.hasOwn(texts, value) ? (value as K) : undefined;
}

export function textOf(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined;
}
