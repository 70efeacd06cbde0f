import { Link, Outlet } from '@tanstack/react-router';
import { useRef } from 'react';
import { ConnectionMark } from './connection-mark.js';
import { LogOut } from './log-out.js';
import { navigation } from './navigation.js';
import { Palette } from './palette.js';

/** What is around each page. */
export function Frame() {
  const main = useRef<HTMLElement>(null);
  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          // The part after "#" is the address of the page: jumping there would leave it.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <header className="top">
        <Link className="brand" to="/">
          crossfold
        </Link>
        <nav aria-label="Site">
          {navigation.map(({ to, title }) => (
            <Link key={to} to={to}>
              {title}
            </Link>
          ))}
          <a href="api/">API</a>
        </nav>
        <Palette />
        <ConnectionMark />
        <LogOut />
      </header>
      <main id="main" tabIndex={-1} ref={main}>
        <Outlet />
      </main>
    </>
  );
}
