/**
 * A text without the secrets of the environment: the values of variables whose names say that they
 * are secret, the passwords of addresses, and tokens of an `Authorization` header. Every text that a
 * process prints goes through it, for errors of libraries repeat what they were given.
 */
export function redact(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const withoutValues = secretsOf(environment).reduce(
    (rest, secret) => rest.replaceAll(secret, hidden),
    text,
  );
  return withoutValues
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi, `$1${hidden}@`)
    .replace(/\b(authorization:\s*)\S+(\s+\S+)?/gi, `$1${hidden}`);
}

const hidden = '***';
const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|ACCESS_KEY|API_KEY|PRIVATE_KEY/i;
/** A shorter one would also be found in words that are no secret. */
const shortestSecret = 6;

function secretsOf(environment: Readonly<Record<string, string | undefined>>): string[] {
  const secrets = Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (secretName.test(name)) return [value];
    return passwordsOf(value);
  });
  return [...new Set(secrets)]
    .filter((secret) => secret.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
}

/** Of an address, as it stands there and decoded. */
function passwordsOf(value: string): string[] {
  if (!value.includes('@') || !URL.canParse(value)) return [];
  const { password } = new URL(value);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
