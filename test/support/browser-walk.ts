/** What a browser does with redirects, cookies and forms, as far as logins need it. */
export interface BrowserWalk {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** By origin. */
  readonly cookies: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Opens a page and follows redirects; a form of a login is filled in, any other form is sent as it is.
 *
 * @param isArrived whether to stop before an address is opened
 */
export async function walk(
  start: string,
  login: string,
  isArrived: (url: URL) => boolean,
): Promise<BrowserWalk> {
  const cookies = new Map<string, Map<string, string>>();
  let [url, body] = [new URL(start), undefined as URLSearchParams | undefined];
  for (let steps = 0; steps < 20; steps++) {
    const jar = cookies.get(url.origin) ?? new Map<string, string>();
    cookies.set(url.origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body && { method: 'POST', body }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const text = await response.text();
    const location = response.headers.get('location');
    const next = location === null ? formOf(text, url) : new URL(location, url);
    const { status } = response;
    if (next === null || isArrived(next))
      return { url: next?.href ?? url.href, status, text, cookies };
    body = location === null ? fieldsOf(text, login) : undefined;
    url = next;
  }
  throw new Error(`expected the end of a login that began at ${start}, got 20 pages`);
}

function formOf(text: string, here: URL): URL | null {
  const action = /<form[^>]*action="([^"]+)"[^>]*method="post"/i.exec(text)?.[1];
  return action === undefined ? null : new URL(action, here);
}

function fieldsOf(text: string, login: string): URLSearchParams {
  const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1] ?? '';
  return new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'none' } : { prompt });
}
