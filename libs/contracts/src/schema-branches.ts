import type { z } from 'zod';

/* What a schema says of the members of a value, looked up in its definition. */

interface Inner {
  readonly _zod: { readonly def: SchemaDef; readonly propValues?: Tags };
}
type Tags = Readonly<Record<string, ReadonlySet<unknown>>>;

/** As much of a definition of zod as is read here. */
export interface SchemaDef {
  readonly type?: string;
  readonly shape?: Readonly<Record<string, Inner>>;
  readonly innerType?: Inner;
  readonly element?: Inner;
  readonly valueType?: Inner;
  readonly in?: Inner;
  readonly out?: Inner;
  readonly options?: readonly Inner[];
  /** The field that tells the options of a union apart. */
  readonly discriminator?: string;
}

/** A union whose branches a field tells apart. */
export interface TaggedUnion {
  /** The field. */
  readonly tag: string;
  readonly branches: readonly {
    /** Of the field; undefined among them where it may be left out. */
    readonly tags: ReadonlySet<unknown>;
    readonly keys: readonly string[];
  }[];
}

export function definitionOf(schema: z.ZodType): SchemaDef {
  return schema._zod.def as unknown as SchemaDef;
}

/** Through optional, default, nullable and pipe: down to an object, a list or a union. */
export function unwrap(def: SchemaDef): SchemaDef {
  // What is brought into another form first has the members of that form.
  const inner = def.innerType ?? (def.in?._zod.def.type === 'transform' ? def.out : def.in);
  return inner ? unwrap(inner._zod.def) : def;
}

/** The schemas that hold members: of a union those of all its branches. */
export function holders(def: SchemaDef): SchemaDef[] {
  const found = unwrap(def);
  return found.options ? found.options.flatMap((option) => holders(option._zod.def)) : [found];
}

/** The member of a name, or the entries of a list or a record; null where there are none. */
export function memberOf(def: SchemaDef, key: PropertyKey): SchemaDef | null {
  const shape = def.shape && Object.hasOwn(def.shape, key) ? def.shape[String(key)] : undefined;
  const found = shape ?? def.element ?? def.valueType;
  return found ? found._zod.def : null;
}

/** Null where it is another schema. */
export function taggedUnionOf(def: SchemaDef): TaggedUnion | null {
  const { discriminator: tag, options } = unwrap(def);
  if (tag === undefined || !options) return null;
  return {
    tag,
    branches: options.map(({ _zod: { def: branch, propValues } }) => ({
      tags: propValues?.[tag] ?? new Set(),
      keys: Object.keys(branch.shape ?? {}),
    })),
  };
}
