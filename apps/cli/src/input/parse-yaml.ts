import { AppError, assertPlainData, type ErrorCode } from '@crossfold/contracts';
import { parseDocument } from 'yaml';

/**
 * Plain data out of YAML; JSON is YAML too. Aliases may repeat a value, not multiply it a
 * thousandfold, and not refer to what holds them: neither could be sent or stored.
 *
 * @param what the text is, for messages
 * @throws AppError with `code`, naming every line at fault
 */
export function parseYaml(text: string, what: string, code: ErrorCode): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message }) => message.split('\n')[0] ?? message);
    throw new AppError(code, `expected YAML or JSON in ${what}`, { problems });
  }
  const value = toPlainData(document, what, code);
  assertPlainData(value, code, what);
  return value;
}

function toPlainData(
  document: ReturnType<typeof parseDocument>,
  what: string,
  code: ErrorCode,
): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(code, `expected YAML that can be read as plain data in ${what}`, {
      problems: [message.split('\n')[0] ?? message],
      remedy: 'Write the values out in place of so many or such deep aliases.',
      cause,
    });
  }
}
