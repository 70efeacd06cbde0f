const most = 4;

/** A list for a message, cut where it is long. */
export function nameSome(names: readonly string[]): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
