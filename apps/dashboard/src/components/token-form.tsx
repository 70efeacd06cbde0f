import { useEffect, useRef } from 'react';
import { tokenStore } from '../api/token.js';
import { useTitle } from './use-title.js';

/** Asks for the API token. It is kept for this tab only. */
export function TokenForm({ onToken }: { readonly onToken: () => void }) {
  useTitle('Token');
  const wasRefused = tokenStore.read() !== null;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  return (
    <form
      className="page token"
      onSubmit={(event) => {
        event.preventDefault();
        tokenStore.save(input.current?.value.trim() ?? '');
        onToken();
      }}
    >
      <h1>This orchestrator asks for a token</h1>
      {wasRefused && (
        <p className="problem" role="alert">
          The token was not accepted.
        </p>
      )}
      <p>
        It is the value of <code>CROSSFOLD_API_TOKEN</code> of the orchestrator. This tab keeps it
        until it is closed.
      </p>
      <label htmlFor="token">API token</label>
      <input ref={input} type="password" id="token" name="token" autoComplete="off" required />
      <button type="submit">Continue</button>
    </form>
  );
}
