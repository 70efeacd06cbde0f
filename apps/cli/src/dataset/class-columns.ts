/** With more classes a column for each would be read by nobody. */
const mostColumns = 20;

/** The classes that get a column of their own: all of few, none of many. */
export function columnsOf(classes: readonly string[]): readonly string[] {
  return classes.length > mostColumns ? [] : classes;
}
