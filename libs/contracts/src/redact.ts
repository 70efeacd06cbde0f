import { AppError } from './errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A text without the secrets of the environment: the values of variables whose names say that they
 * are secret, the passwords of addresses, API tokens, and what an `Authorization` header has. Every text that a
 * process prints goes through it, for errors of libraries repeat what they were given.
 */
export function redact(text: string, environment: Environment = process.env): string {
  return createRedactor(environment)(text);
}

/** {@link redact} with the secrets that the environment has now: to look for them takes longer. */
export function createRedactor(environment: Environment): (text: string) => string {
  const secrets = secretsOf(environment);
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi, `$1${hidden}@`)
      .replace(tokenSecrets, `$1${hidden}`)
      .replace(/\b(authorization:\s*)\S+(\s+\S+)?/gi, `$1${hidden}`);
}

/**
 * {@link redact} for each text of a value that is to become JSON. The text of JSON itself cannot be
 * redacted: a secret has other characters there, and what is hidden may take a quote with it.
 */
export function redactTexts<T>(value: T, redactText: (text: string) => string = redact): T {
  return withTexts(value, redactText) as T;
}

/** A value of JSON with each of its texts and keys changed. */
export function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [change(key), withTexts(inner, change)]),
  );
}

/** An error as others may learn of it: its texts go into the store and to everybody who follows. */
export function withoutSecrets({ code, message, problems, remedy }: AppError): AppError {
  return new AppError(code, redact(message), {
    problems: problems.map((problem) => redact(problem)),
    remedy: redact(remedy),
  });
}

const hidden = '***';
const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|ACCESS_KEY|API_KEY|PRIVATE_KEY/i;
/** Of API tokens (`access/api-token.ts`), wherever they stand: the id may be shown. */
const tokenSecrets = /\b((?:cft|cfs)_[a-z0-9]{12}_)[A-Za-z0-9_-]{43}/g;
/** A shorter one would also be found in words that are no secret. */
const shortestSecret = 6;

function secretsOf(environment: Environment): string[] {
  const secrets = Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined) return [];
    // As it stands there, and as it is once it has been tidied.
    if (secretName.test(name)) return [value, value.trim()];
    return passwordsOf(value.trim());
  });
  return [...new Set(secrets)]
    .filter((secret) => secret.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
}

/** Of an address, as it stands there and decoded. */
function passwordsOf(value: string): string[] {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^:@/?#]*:([^/?#]*)@/i.exec(value)?.[1];
  if (password === undefined) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
