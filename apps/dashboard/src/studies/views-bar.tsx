import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { curlText } from '../api/curl-text.js';
import { CopyMenu } from '../components/copy-menu.js';
import { longestViewName, renameView, withView, withoutView } from './saved-views.js';
import { searchOfQuery, studiesPath } from './studies-search.js';
import { keepViews, useSavedViews } from './use-saved-views.js';

/** The saved views of the list, and what is done with them. */
export function ViewsBar({
  query,
}: {
  /** What is shown, as a query of the API. */
  readonly query: string;
}) {
  const { views, usual } = useSavedViews();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <nav className="views" aria-label="Saved views">
      {views.length > 0 && (
        <Link to="/" search={{ view: 'all' }} activeOptions={{ exact: true }}>
          all studies
        </Link>
      )}
      {views.map((view) => (
        <Link
          key={view.name}
          to="/"
          search={searchOfQuery(view.query)}
          activeOptions={{ exact: true }}
        >
          {view.name}
          {view.name === usual && <small> default</small>}
        </Link>
      ))}
      <button
        type="button"
        className="small"
        onClick={() => {
          setIsOpen(true);
          dialog.current?.showModal();
        }}
      >
        Save view
      </button>
      <CopyMenu
        what="this view"
        forms={[
          { title: 'Link', text: () => location.href },
          {
            title: 'API call',
            text: () => curlText(studiesPath(query)),
          },
        ]}
      />
      <dialog
        ref={dialog}
        className="views-dialog"
        aria-label="Saved views"
        onClose={() => {
          setIsOpen(false);
        }}
      >
        {isOpen && <Editor query={query} close={() => dialog.current?.close()} />}
      </dialog>
    </nav>
  );
}

function Editor({ query, close }: { readonly query: string; readonly close: () => void }) {
  const saved = useSavedViews();
  const { views, usual } = saved;
  const [isRefused, setIsRefused] = useState(false);
  const keep = (next: typeof saved) => {
    setIsRefused(!keepViews(next));
  };
  return (
    <>
      <h2>Saved views</h2>
      <p className="quiet">
        This browser keeps them, and nobody else sees them. To share one, send its address.
      </p>
      <form
        className="controls"
        onSubmit={(event) => {
          event.preventDefault();
          const name = new FormData(event.currentTarget).get('name');
          if (typeof name !== 'string' || name.trim() === '') return;
          keep(withView(saved, { name: name.trim(), query }));
          event.currentTarget.reset();
        }}
      >
        <label>
          Save what is listed as{' '}
          <input name="name" required maxLength={longestViewName} autoComplete="off" />
        </label>
        <button type="submit">Save</button>
      </form>
      {isRefused && (
        <p className="problem" role="alert">
          This browser keeps nothing for this page. Bookmark the address instead: it has the whole
          view.
        </p>
      )}
      <ul className="saved">
        {views.map(({ name }) => (
          <li key={name}>
            <input
              aria-label={`Name of ${name}`}
              defaultValue={name}
              maxLength={longestViewName}
              autoComplete="off"
              onBlur={({ target }) => {
                const next = renameView(saved, name, target.value.trim());
                if (next.views === views) target.value = name;
                else keep(next);
              }}
            />
            <label>
              <input
                type="checkbox"
                checked={name === usual}
                onChange={({ target }) => {
                  keep({ views, usual: target.checked ? name : null });
                }}
              />{' '}
              default
            </label>
            <button
              type="button"
              className="small"
              aria-label={`Delete ${name}`}
              onClick={() => {
                keep(withoutView(saved, name));
              }}
            >
              Delete
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={close}>
        Close
      </button>
    </>
  );
}
