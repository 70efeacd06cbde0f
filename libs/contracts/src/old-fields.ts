/* What upgrades do to the fields of stored documents, whose shape no schema has checked yet. */

export type Fields = Readonly<Record<string, unknown>>;

/** With new names for some of its fields; one that has its new name already stays. */
export function renameFields(fields: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, member]) => {
      const renamed = Object.hasOwn(names, name) ? (names[name] ?? name) : name;
      return [Object.hasOwn(fields, renamed) ? name : renamed, member];
    }),
  );
}

/** A list with each of its objects changed; what is none is for the schema to refuse. */
export function mapFields(value: unknown, change: (fields: Fields) => Fields): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((entry: unknown) => (isFields(entry) ? change(entry) : entry));
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** With one of its fields changed, where that is an object. */
export function changeField(
  fields: Fields,
  name: string,
  change: (value: Fields) => Fields,
): Fields {
  const value = fields[name];
  return isFields(value) ? { ...fields, [name]: change(value) } : fields;
}
