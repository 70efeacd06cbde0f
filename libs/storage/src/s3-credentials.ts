import { fromHttp } from '@aws-sdk/credential-provider-http';
import { defaultProvider } from '@aws-sdk/credential-provider-node';

/** What gives credentials cannot be asked just now. */
class CredentialsOutage extends Error {
  override readonly name = 'CredentialsOutage';
}

/** What gives credentials has none for this process. */
class CredentialsRefusal extends Error {
  override readonly name = 'CredentialsRefusal';
}

/** Of an endpoint that answers at all; single sign-on or a process may take longer. */
const endpointLimitMs = 10_000;
const limitMs = 60_000;
const probeMs = 3_000;

const endpointVariables = [
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
] as const;

/**
 * Credentials of the SDK's own chain, read anew: without its memory of files, which may have changed.
 * The chain gives up for good where an endpoint that it asks is out of order, and hangs where that
 * is silent; both are outages here.
 *
 * @throws CredentialsOutage; the errors of the SDK where there are no credentials, or none for us
 */
export function provideCredentials({ timeLimitMs = 0 } = {}): ReturnType<typeof defaultProvider> {
  const open = () => defaultProvider({ ignoreCache: true, maxRetries: 1 });
  let chain = open();
  return async (properties) => {
    const variable = endpointVariables.find((name) => process.env[name]);
    const usualMs = variable === undefined ? limitMs : endpointLimitMs;
    try {
      return await within(timeLimitMs || usualMs, chain(properties));
    } catch (error) {
      // One that hangs would let all later callers hang with it.
      chain = open();
      const isOwn = error instanceof CredentialsOutage;
      if (isOwn || variable === undefined || !isProviderError(error)) throw error;
      return askEndpoint(variable);
    }
  };
}

/** The chain has swallowed what the endpoint said. */
async function askEndpoint(variable: string) {
  try {
    return await within(probeMs, fromHttp({ maxRetries: 0 })());
  } catch (error) {
    if (error instanceof CredentialsOutage) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const told = `no credentials from the endpoint that ${variable} names: ${reason}`;
    throw isRefusal(error) ? new CredentialsRefusal(told) : new CredentialsOutage(told);
  }
}

/** Of the SDK, or of an answer that is no JSON. */
function isProviderError(error: unknown): boolean {
  return error instanceof Error && /^(CredentialsProviderError|SyntaxError)$/.test(error.name);
}

/** A refusal, or a setting that is wrong; all else, such as 503 or 429, passes. */
function isRefusal(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  if (/not of the required format|^URL not accepted|Authorization token/.test(message)) return true;
  return /status: 4\d\d/.test(message) && !/status: (408|429)/.test(message);
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new CredentialsOutage(`no credentials within ${limitMs / 1000} s`));
    }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
