import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { browserSession, sessionQuery } from '../api/session.js';

/** Who is logged in, their tokens, and the way out; nothing where nobody had to. */
export function LogOut() {
  const { data: session } = useQuery(sessionQuery());
  if (!session || session.csrfToken === null) return null;
  return (
    <>
      <Link to="/tokens">API tokens</Link>
      <button
        type="button"
        title={`Logged in as ${session.user}`}
        onClick={() => {
          void browserSession.end().finally(() => {
            location.reload();
          });
        }}
      >
        Log out
      </button>
    </>
  );
}
