import type { StudyPage } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { requestJson } from '../api/request.js';
import { stateText } from '../text/format.js';
import { navigation } from './navigation.js';
import { chordText, isTyping, moveRow, shortcuts } from './shortcuts.js';

interface Command {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  /** That do the same without the palette. */
  readonly keys?: string;
  readonly run: () => void;
}

const studiesShown = 8;
/** Between the two keys of `g s`. */
const chordMs = 1200;

/** The command palette and the help, and the keys that open them. */
export function Palette() {
  const palette = useRef<HTMLDialogElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const open = useCallback(() => {
    setIsOpen(true);
    palette.current?.showModal();
  }, []);
  const navigate = useNavigate();
  useEffect(() => {
    let chordAtMs = -Infinity;
    const onKey = (event: globalThis.KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      const isChord = event.timeStamp - chordAtMs < chordMs;
      chordAtMs = event.key === 'g' ? event.timeStamp : -Infinity;
      const page = isChord ? navigation.find(({ key }) => key === event.key) : undefined;
      if (page) void navigate({ to: page.to });
      else if (event.key === '?') help.current?.showModal();
      else if (event.key === 'j') moveRow(1);
      else if (event.key === 'k') moveRow(-1);
      else if (event.key === '/') {
        event.preventDefault();
        const field = document.querySelector<HTMLElement>('[data-shortcut="/"]');
        if (field) field.focus();
        else open();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [navigate, open]);
  return (
    <>
      <button type="button" className="small" onClick={open}>
        Find <kbd>Ctrl K</kbd>
      </button>
      <button
        type="button"
        className="small"
        aria-label="Keys"
        onClick={() => {
          help.current?.showModal();
        }}
      >
        ?
      </button>
      <dialog
        ref={palette}
        className="palette"
        aria-label="Commands"
        onClose={() => {
          setIsOpen(false);
        }}
      >
        {isOpen && <Finder close={() => palette.current?.close()} />}
      </dialog>
      <dialog ref={help} aria-label="Keys">
        <h2>Keys</h2>
        <dl className="shortcuts">
          {shortcuts.map(({ keys, does }) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}

function Finder({ close }: { readonly close: () => void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const commands = useCommands(text);
  const run = (command: Command | undefined) => {
    if (!command) return;
    close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((before) => Math.max(0, Math.min(commands.length - 1, before + step)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(commands[chosen]);
    }
  };
  return (
    <>
      <input
        type="search"
        autoFocus
        value={text}
        role="combobox"
        aria-label="Find a command, a page, a section or a study"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={commands[chosen] ? `command-${chosen}` : undefined}
        placeholder="command, page, section or study"
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
      />
      <ul id="commands" role="listbox" aria-label="Commands">
        {commands.map((command, i) => (
          <li
            key={command.id}
            id={`command-${i}`}
            role="option"
            aria-selected={i === chosen}
            onClick={() => {
              run(command);
            }}
          >
            {command.title} <small>{command.kind}</small>
            {command.keys !== undefined && <kbd>{command.keys}</kbd>}
          </li>
        ))}
      </ul>
      {commands.length === 0 && <p className="quiet">Nothing fits.</p>}
    </>
  );
}

/** What this page can do, its sections, the pages, and the studies that the server finds. */
function useCommands(text: string): readonly Command[] {
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['studies', 'palette', text],
    queryFn: ({ signal }) =>
      requestJson<StudyPage>(
        `studies?limit=${studiesShown}&text=${encodeURIComponent(text)}`,
        signal,
      ),
  });
  const fits = (title: string) => title.toLowerCase().includes(text.trim().toLowerCase());
  const pages = navigation.map(({ to, title, key }): Command => ({
    id: `page ${to}`,
    title,
    kind: 'page',
    keys: chordText(key),
    run: () => void navigate({ to }),
  }));
  const actions = [
    ...document.querySelectorAll<HTMLButtonElement>('main .controls button:enabled'),
  ].map((button, i): Command => ({
    id: `action ${i}`,
    title: button.textContent,
    kind: button.closest('[role="group"]')?.getAttribute('aria-label') ?? 'on this page',
    run: () => {
      button.click();
    },
  }));
  const sections = [...document.querySelectorAll<HTMLAnchorElement>('.side a')].map(
    (link): Command => ({
      id: `section ${link.hash}`,
      title: link.textContent,
      kind: 'on this page',
      run: () => {
        link.click();
      },
    }),
  );
  const studies = (data?.studies ?? []).map(({ studyId, name, state }): Command => ({
    id: `study ${studyId}`,
    title: name,
    kind: `study, ${stateText(state)}`,
    run: () => void navigate({ to: '/studies/$studyId', params: { studyId } }),
  }));
  return [...[...actions, ...sections, ...pages].filter(({ title }) => fits(title)), ...studies];
}
