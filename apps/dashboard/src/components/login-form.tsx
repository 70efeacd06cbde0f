import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { apiUrl } from '../api/api-url.js';
import { requestJson } from '../api/request.js';
import { browserSession } from '../api/session.js';
import { useTitle } from './use-title.js';

/** Asks for an API token, which opens a session of this browser and is kept nowhere. */
export function LoginForm({ onOpen }: { readonly onOpen: () => void }) {
  useTitle('Log in');
  const [refused, setRefused] = useState<string>();
  const { data: ways } = useQuery({
    queryKey: ['ways-in'],
    queryFn: ({ signal }) => requestJson<{ readonly oidc: boolean }>('session/oidc/ways', signal),
  });
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  const open = async () => {
    const isOpen = await browserSession.open(input.current?.value.trim() ?? '');
    if (isOpen) onOpen();
    else setRefused('The token was not accepted.');
  };
  return (
    <form
      className="page login"
      onSubmit={(event) => {
        event.preventDefault();
        open().catch(() => {
          setRefused('The orchestrator does not answer.');
        });
      }}
    >
      <h1>Log in to this orchestrator</h1>
      {refused !== undefined && (
        <p className="problem" role="alert">
          {refused}
        </p>
      )}
      <p>
        Your token, as <code>crossfold token create</code> printed it, or the value of{' '}
        <code>CROSSFOLD_API_TOKEN</code> of the orchestrator. The page does not keep it: it opens a
        session of twelve hours.
      </p>
      <label htmlFor="token">API token</label>
      <input ref={input} type="password" id="token" name="token" autoComplete="off" required />
      <button type="submit">Log in</button>
      {ways?.oidc === true && (
        <p>
          <a href={apiUrl('session/oidc')}>Log in with your organisation</a>
        </p>
      )}
    </form>
  );
}
