import { Link, useRouter } from '@tanstack/react-router';
import { ApiProblem } from '../api/api-problem.js';
import { LoginForm } from './login-form.js';
import { errorText } from '../text/problem-text.js';
import { useTitle } from './use-title.js';

/** In place of a page that cannot be shown: what is wrong, and what to do. */
export function Problem({ error }: { readonly error: Error }) {
  const isUnauthorised = error instanceof ApiProblem && error.status === 401;
  return isUnauthorised ? (
    <LoginForm
      onOpen={() => {
        location.reload();
      }}
    />
  ) : (
    <ProblemText error={error} />
  );
}

function ProblemText({ error }: { readonly error: Error }) {
  useTitle('Problem');
  const router = useRouter();
  const isProblem = error instanceof ApiProblem;
  return (
    <section className="page">
      <h1>{isProblem ? error.title : 'Something in this page broke'}</h1>
      <p className="problem" role="alert">
        {error.message}
      </p>
      {isProblem && error.remedy !== '' && <p>{error.remedy}</p>}
      <p className="controls">
        <button type="button" onClick={() => void router.invalidate()}>
          Try again
        </button>
        <Link to="/">All studies</Link>
      </p>
    </section>
  );
}

/** A part of a page that could not be read, while the rest is there. */
export function PartProblem({
  error,
  retry,
}: {
  readonly error: Error;
  readonly retry?: () => void;
}) {
  return (
    <div className="problem" role="alert">
      {errorText(error)}{' '}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Nowhere() {
  useTitle('Not found');
  return (
    <section className="page">
      <h1>There is nothing at this address</h1>
      <p>
        <Link to="/">All studies</Link>
      </p>
    </section>
  );
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="quiet" role="status">
      Loading {what} …
    </p>
  );
}

/** What a route shows when it, or a part of it, throws. */
export function RouteProblem({ error }: { readonly error: unknown }) {
  return <Problem error={error instanceof Error ? error : new Error(String(error))} />;
}
