import { z } from 'zod';

/** One row of a table of things that a study file chooses by name. */
export interface OptionRow {
  /** For people: what it is, and whose. */
  readonly title: string;
  /** What may be said of it beside its name. */
  readonly options: z.ZodRawShape;
}

type OptionTable = Readonly<Record<string, OptionRow>>;

type NameSchema<Name extends string, Usual> = Name extends Usual
  ? z.ZodDefault<z.ZodLiteral<Name>>
  : z.ZodLiteral<Name>;

type Branches<Rows extends OptionTable, Shared, Usual> = {
  [Name in keyof Rows & string]: z.ZodObject<
    { name: NameSchema<Name, Usual> } & Rows[Name]['options'] & Shared,
    z.core.$strict
  >;
}[keyof Rows & string];

type NamedUnion<Branch extends z.ZodObject> = z.ZodDiscriminatedUnion<
  [Branch, ...Branch[]],
  'name'
>;

/**
 * The schema of a choice out of a table: a union by `name`, each branch with the options of its row
 * and no other's.
 *
 * @param usual the name where none is given
 * @param shared options of all rows
 */
export function namedUnion<
  const Rows extends OptionTable,
  Usual extends keyof Rows & string,
  Shared extends z.ZodRawShape = Record<never, never>,
>(rows: Rows, usual: Usual, shared?: Shared): NamedUnion<Branches<Rows, Shared, Usual>> {
  const branches = Object.entries(rows).map(([name, { title, options }]) =>
    z
      .strictObject({ name: nameSchema(name, name === usual), ...options, ...shared })
      .describe(title),
  );
  return z.discriminatedUnion('name', branches as never) as never;
}

/** Optional outside of its default: only so is the branch found when no name is given. */
function nameSchema(name: string, isUsual: boolean): z.ZodType {
  return isUsual ? z.literal(name).default(name).optional() : z.literal(name);
}
