import type { ApiTokenList, ApiTokenView, CreatedToken } from '@crossfold/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post, readJson, requestJson } from '../api/request.js';
import { Loading, Problem } from '../components/problem.js';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { useTitle } from '../components/use-title.js';
import { moment, plural } from '../text/format.js';

const path = 'session/tokens';
const queryKey = ['own-tokens'];
const columns = ['token', 'may do', 'state', 'last used', ''];

/** Tokens that somebody has made for themselves, and the way to make one. */
export function TokensPage() {
  useTitle('API tokens');
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => requestJson<ApiTokenList>(path, signal),
  });
  return (
    <section className="page">
      <h1>API tokens</h1>
      <p>
        For a notebook, a script or another machine: <code>CROSSFOLD_API_TOKEN</code> there. A token
        may do what you may, until it ends or you end it.
      </p>
      <NewToken />
      {query.data ? (
        <OwnTokens tokens={query.data.tokens} now={query.dataUpdatedAt} />
      ) : query.error ? (
        <Problem error={query.error} />
      ) : (
        <Loading what="your tokens" />
      )}
    </section>
  );
}

function NewToken() {
  const [note, setNote] = useState('');
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: async () => readJson<CreatedToken>(await post(path, { note: note.trim() })),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        making.mutate();
      }}
    >
      <label htmlFor="token-note">What it is for</label>{' '}
      <input
        id="token-note"
        value={note}
        maxLength={200}
        required
        onChange={(event) => {
          setNote(event.target.value);
        }}
      />{' '}
      <button type="submit" disabled={making.isPending}>
        Make a token
      </button>
      {making.error && <Problem error={making.error} />}
      {making.data && (
        <p role="status">
          Copy it now, for it is not shown again: <code>{making.data.token}</code>
        </p>
      )}
    </form>
  );
}

/** @param now milliseconds since 1970, when `tokens` was read */
function OwnTokens({
  tokens,
  now,
}: {
  readonly tokens: readonly ApiTokenView[];
  readonly now: number;
}) {
  if (tokens.length === 0) return <p className="empty">You have no tokens.</p>;
  const caption = plural(tokens.length, 'token');
  return (
    <TableBox label={caption}>
      <table className="text">
        <caption>{caption}</caption>
        <TableHead columns={columns} />
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.tokenId} token={token} now={now} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function TokenRow({ token, now }: { readonly token: ApiTokenView; readonly now: number }) {
  const { tokenId, note, role, projects, expiresAt, revokedAt, lastUsedAt } = token;
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: () => post(`${path}/${tokenId}/revoke`),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
  const hasEnded = revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= now);
  return (
    <tr>
      <th scope="row">
        {note === '' ? tokenId : note}
        <small>{tokenId}</small>
      </th>
      <td>
        {role} of {projects === null ? 'all projects' : projects.join(', ')}
      </td>
      <td>{stateOf(token, hasEnded)}</td>
      <td>{lastUsedAt === null ? 'never' : moment(lastUsedAt)}</td>
      <td>
        {!hasEnded && (
          <button
            type="button"
            disabled={ending.isPending}
            aria-label={`End ${note === '' ? tokenId : note}`}
            onClick={() => {
              ending.mutate();
            }}
          >
            End
          </button>
        )}
        {ending.error && <Problem error={ending.error} />}
      </td>
    </tr>
  );
}

function stateOf({ expiresAt, revokedAt }: ApiTokenView, hasEnded: boolean): string {
  if (revokedAt !== null) return `ended ${moment(revokedAt)}`;
  if (expiresAt === null) return 'without an end';
  return `${hasEnded ? 'expired' : 'until'} ${moment(expiresAt)}`;
}
