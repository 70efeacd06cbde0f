/** With more classes a column for each would be read by nobody. */
const maxColumns = 20;

/** The classes that get a column of their own: all of few, none of many. */
export function columnsOf(classes: readonly string[]): readonly string[] {
  return classes.length > maxColumns ? [] : classes;
}
