/*
 * Until November 2026 every schedule had the options of all schedules. Those of others than the one
 * that was named had no effect.
 */

/** Whose each option is. */
const owners: Readonly<Record<string, string>> = {
  warmupEpochs: 'cosine',
  finalShare: 'cosine',
  everyEpochs: 'step',
  factor: 'step',
};

/**
 * A schedule as it is written now, out of a study of any age. Stored ones of before had every option
 * filled in, which tells them from a file that gives a schedule the option of another by mistake:
 * that one stays as it is, for the schema to refuse.
 */
export function readFlatSchedule(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  if (!Object.keys(owners).every((option) => Object.hasOwn(fields, option))) return value;
  return Object.fromEntries(
    Object.entries(fields).filter(([key]) => (owners[key] ?? fields['name']) === fields['name']),
  );
}
