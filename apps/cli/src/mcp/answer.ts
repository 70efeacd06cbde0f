import { redactTexts, toAppError, withoutSecrets } from '@crossfold/contracts';
import type { Session, SessionCounts } from './session.js';

/** An answer of a tool: the same as text and as data. */
export interface ToolAnswer {
  readonly [key: string]: unknown;
  readonly content: { readonly type: 'text'; readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
}

/**
 * What a tool found, with what the session has done so far. Errors are answers too, so that whoever
 * asked can read the remedy.
 */
export async function answerWith(
  session: Session,
  work: () => Promise<Record<string, unknown>>,
): Promise<ToolAnswer> {
  try {
    const found = await work();
    const counts = session.counts();
    const answer = redactTexts({ ...found, session: counts, note: noteOf(counts) });
    return {
      content: [{ type: 'text', text: JSON.stringify(answer, null, 2) }],
      structuredContent: answer,
    };
  } catch (thrown) {
    const { code, message, problems, remedy } = withoutSecrets(toAppError(thrown));
    const error = { code, message, problems, remedy };
    const text = JSON.stringify({ error, session: session.counts() }, null, 2);
    return { content: [{ type: 'text', text }], isError: true };
  }
}

/** What many arms and looks do to what is found. */
function noteOf({ armsForecast, armsSubmitted, looks }: SessionCounts): string {
  const arms = Math.max(armsForecast, armsSubmitted);
  return `${arms} arm(s) considered and ${looks} look(s) at results in this session. p-values and verdicts of a report are adjusted for the arms of its own study, not for those of others or for repeated looks: tell both with any finding.`;
}
