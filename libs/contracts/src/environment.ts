type Environment = Record<string, string | undefined>;

/** What crossfold and its libraries read of an environment. */
const ours = /^(CROSSFOLD_|S3_|AWS_|REDIS_URL$|HAM10000_DIR$)/;

/** Variables whose values nobody may see. */
const secrets = /TOKEN|SECRET|PASSWORD|ACCESS_KEY|^REDIS_URL$/;

/**
 * What Kubernetes sets for a service in its namespace: for one that is called `crossfold`, this is a
 * `CROSSFOLD_PORT` that nobody meant.
 */
const serviceLink = /^(tcp|udp|sctp):\/\/[^/]+:\d+$/;

/**
 * Puts right in place what others leave in an environment: white space around values (files of
 * secrets end in a newline, those of Windows in CR), variables that are set to nothing, which
 * compose does with those that are unset, and the service links of Kubernetes.
 */
export function tidyEnvironment(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !ours.test(name)) continue;
    const text = value.trim();
    const isUnset = text === '' || (name === 'CROSSFOLD_PORT' && serviceLink.test(text));
    if (isUnset) Reflect.deleteProperty(environment, name);
    else if (text !== value) environment[name] = text;
  }
}

/** {@link tidyEnvironment} of a copy. */
export function tidied(environment: Readonly<Environment>): Environment {
  const copy = { ...environment };
  tidyEnvironment(copy);
  return copy;
}

/** The value of a variable as it may be shown: never a secret, nor a user or password in an address. */
export function shownValue(name: string, value: string | undefined): string {
  if (value === undefined || value === '') return 'nothing';
  if (secrets.test(name)) return `a value of ${value.length} characters, which is not shown`;
  return value.replace(/(\/\/)[^/@\s]*@/g, '$1…@');
}
