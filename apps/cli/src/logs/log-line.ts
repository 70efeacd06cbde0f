import { z } from 'zod';

/** What a process writes of itself, one object a line; all else comes from what it calls. */
const structuredSchema = z.looseObject({
  level: z.string(),
  time: z.string(),
  msg: z.string().default(''),
  studyId: z.string().optional(),
  trialId: z.string().optional(),
});

export interface LogLine {
  /** Of the process: `worker-1`. */
  readonly source: string;
  readonly text: string;
  /** Null for what is no structured line, such as a warning of a native library. */
  readonly fields: z.output<typeof structuredSchema> | null;
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogFilter {
  readonly level?: LogLevel;
  readonly study?: string;
  readonly trial?: string;
}

export function parseLogLine(source: string, text: string): LogLine {
  return { source, text, fields: structuredSchema.safeParse(parseJson(text)).data ?? null };
}

/** Lines that say no level, study or trial fit where none is asked for. */
export function fits({ fields }: LogLine, { level, study, trial }: LogFilter): boolean {
  const isAsked = level !== undefined || study !== undefined || trial !== undefined;
  if (fields === null) return !isAsked;
  const rank = (name: string) => (logLevels as readonly string[]).indexOf(name);
  if (level !== undefined && rank(fields.level) < rank(level)) return false;
  if (study !== undefined && !isOfStudy(fields.studyId, study)) return false;
  return trial === undefined || fields.trialId === trial;
}

/** An id is the name of the study, or begins with it. */
function isOfStudy(studyId: string | undefined, wanted: string): boolean {
  return studyId !== undefined && (studyId === wanted || studyId.startsWith(`${wanted}-`));
}

/** By their time; a line without one stays behind the line that it follows in its file. */
export function mergeLines(files: readonly (readonly LogLine[])[]): LogLine[] {
  const timed = files.flatMap((lines) => {
    let time = '';
    return lines.map((line) => ({ line, time: (time = line.fields?.time ?? time) }));
  });
  // The sort keeps the order of equals.
  return timed
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .map(({ line }) => line);
}

export function logLineText({ source, text, fields }: LogLine): string {
  if (fields === null) return `${source}: ${text}`;
  const about = [fields.studyId, fields.trialId].filter((id) => id !== undefined).join(' ');
  const time = fields.time.slice(0, 19).replace('T', ' ');
  return [time, fields.level.padEnd(5), source, about, fields.msg]
    .filter((part) => part !== '')
    .join(' ');
}

function parseJson(text: string): unknown {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
