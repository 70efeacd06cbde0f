import type { ReactNode } from 'react';

/** A part of a long page, which the index of the page leads to. */
export function Section({
  id,
  title,
  children,
}: {
  /** Also a class, and the value of `?at=`. */
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section id={`at-${id}`} className={id} aria-labelledby={`title-${id}`} data-section={title}>
      <h2 id={`title-${id}`} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}
