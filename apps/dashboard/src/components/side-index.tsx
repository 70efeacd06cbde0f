import { useEffect, useState, type ReactNode } from 'react';

interface Entry {
  readonly id: string;
  readonly title: string;
}

/** A long page beside an index of its sections. */
export function IndexedPage({
  children,
  ...index
}: Parameters<typeof SideIndex>[0] & { readonly children: ReactNode }) {
  return (
    <article className="with-side">
      <SideIndex {...index} />
      <div className="body">{children}</div>
    </article>
  );
}

/** Leads to the sections of a long page; the address says which was jumped to. */
function SideIndex({
  at,
  onJump,
  watched,
}: {
  /** Of the section that the address names. */
  readonly at: string | undefined;
  readonly onJump: (id: string) => void;
  /** Changes when sections come or go. */
  readonly watched: string;
}) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  useEffect(() => {
    const sections = [...document.querySelectorAll<HTMLElement>('[data-section]')];
    setEntries(
      sections.map(({ id, dataset }) => ({
        id: id.replace(/^at-/, ''),
        title: dataset['section'] ?? '',
      })),
    );
  }, [watched]);
  useEffect(() => {
    if (at !== undefined) jumpTo(at);
    // When the section is there: not again at each change of the page.
  }, [at, entries.length]);
  return (
    <nav className="side" aria-label="On this page">
      {entries.map(({ id, title }) => (
        <a
          key={id}
          href={`#at-${id}`}
          aria-current={id === at ? 'location' : undefined}
          onClick={(event) => {
            // The part after "#" is the address of the page.
            event.preventDefault();
            onJump(id);
            jumpTo(id);
          }}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}

function jumpTo(id: string): void {
  document.getElementById(`at-${id}`)?.scrollIntoView({ block: 'start' });
  document.getElementById(`title-${id}`)?.focus({ preventScroll: true });
}
