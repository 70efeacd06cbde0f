import { useQuery } from '@tanstack/react-query';
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { studySchemaQuery } from '../api/submit-queries.js';
import { plural } from '../text/format.js';
import { completionsAt, type Completion } from './completions.js';
import '../styles/editor.css';

const maxOptions = 8;

/** A list at the caret. */
interface Opened {
  readonly from: number;
  readonly caret: number;
  readonly options: readonly Completion[];
  readonly chosen: number;
}

/** The file as text, with the keys and values that it may have, and marks at the lines of problems. */
export function StudyEditor({
  text,
  onText,
  faults,
  describedBy,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What is wrong, by line from 1. */
  readonly faults: ReadonlyMap<number, string>;
  readonly describedBy: string;
}) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [scroll, setScroll] = useState({ top: 0, left: 0 });
  const [isUsed, setIsUsed] = useState(false);
  const schema = useQuery({ ...studySchemaQuery(), enabled: isUsed }).data;
  const lines = useMemo(() => text.split('\n').length, [text]);

  const open = (isAsked: boolean) => {
    const { value = '', selectionStart: caret = 0 } = area.current ?? {};
    if (!schema) return;
    const { from, options } = completionsAt(schema, value, caret);
    // Nobody who begins a line wants a list of all keys over it, unless they ask.
    const isWanted = isAsked || caret > from || /: $/.test(value.slice(0, caret));
    setOpened(options.length > 0 && isWanted ? { from, caret, options, chosen: 0 } : null);
  };
  const take = ({ from, caret }: Opened, option: Completion | undefined) => {
    setOpened(null);
    if (!area.current || !option) return;
    area.current.setSelectionRange(from, caret);
    // What a browser writes itself can be undone.
    document.execCommand('insertText', false, option.insert);
    // What a key may hold comes next.
    if (option.insert !== option.label) open(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      open(true);
      return;
    }
    if (!opened) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const { options, chosen } = opened;
    if (step !== 0) {
      setOpened({ ...opened, chosen: (chosen + step + options.length) % options.length });
    } else if (event.key === 'Enter' || event.key === 'Tab') take(opened, options[chosen]);
    else if (event.key === 'Escape') setOpened(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="editor">
      <label htmlFor={`${id}-text`}>Study file (YAML or JSON)</label>
      <div className="sheet">
        <div className="gutter" aria-hidden="true">
          <ol style={{ transform: `translateY(${-scroll.top}px)` }}>
            {Array.from({ length: lines }, (_, i) => (
              <li key={i} title={faults.get(i + 1)} data-at-fault={faults.has(i + 1) || undefined}>
                {i + 1}
              </li>
            ))}
          </ol>
        </div>
        <textarea
          id={`${id}-text`}
          ref={area}
          value={text}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          placeholder={'name: my-study\ndataset: my-images\nfolds: 5\nseeds: [1, 2, 3]'}
          aria-describedby={describedBy}
          aria-autocomplete="list"
          aria-controls={opened ? `${id}-list` : undefined}
          aria-activedescendant={opened ? `${id}-${opened.chosen}` : undefined}
          onFocus={() => {
            setIsUsed(true);
          }}
          onBlur={() => {
            setOpened(null);
          }}
          onKeyDown={onKeyDown}
          onClick={() => {
            setOpened(null);
          }}
          onScroll={({ currentTarget: { scrollTop: top, scrollLeft: left } }) => {
            setScroll({ top, left });
          }}
          onChange={({ target, nativeEvent }) => {
            onText(target.value);
            if (isTyped(nativeEvent)) open(false);
            else setOpened(null);
          }}
        />
        {opened && (
          <Suggestions
            id={id}
            opened={opened}
            place={placeOf(text, opened.from, scroll)}
            onTake={(option) => {
              take(opened, option);
            }}
          />
        )}
      </div>
      <p className="quiet">
        <kbd>Ctrl Space</kbd> lists what may stand at the caret.
      </p>
      <span className="unseen" role="status">
        {opened ? `${plural(opened.options.length, 'suggestion')}, arrow keys choose` : ''}
      </span>
    </div>
  );
}

/** A key that was pressed, and no text that was pasted. */
function isTyped(event: Event): boolean {
  return (
    event instanceof InputEvent &&
    (event.inputType === 'deleteContentBackward' || event.data?.length === 1)
  );
}

/** In lines and characters, less what is scrolled away. */
function placeOf(text: string, at: number, { top, left }: { top: number; left: number }) {
  const before = text.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  return {
    top: `calc(${before.length} * var(--line-height) - ${top}px)`,
    left: `max(0px, calc(${column}ch - ${left}px))`,
  };
}

function Suggestions({
  id,
  opened: { options, chosen },
  place: { top, left },
  onTake,
}: {
  readonly id: string;
  readonly opened: Opened;
  readonly place: { readonly top: string; readonly left: string };
  readonly onTake: (option: Completion) => void;
}) {
  // So many that the chosen one is among them.
  const first = Math.max(0, Math.min(chosen - maxOptions + 2, options.length - maxOptions));
  const { description = '' } = options[chosen] ?? {};
  return (
    <div
      className="suggestions"
      style={{ '--top': top, '--left': left } as React.CSSProperties}
      // The text keeps the focus.
      onMouseDown={(event) => {
        event.preventDefault();
      }}
    >
      <ul id={`${id}-list`} role="listbox" aria-label="What may stand here">
        {options.slice(first, first + maxOptions).map((option, i) => (
          <li
            key={option.label}
            id={`${id}-${first + i}`}
            role="option"
            aria-selected={first + i === chosen}
            onClick={() => {
              onTake(option);
            }}
          >
            <b>{option.label}</b> <small>{option.detail}</small>
          </li>
        ))}
      </ul>
      {description !== '' && (
        <p>
          {/* Every other part is a word of the file. */}
          {description
            .split('`')
            .map((part, i) => (i % 2 === 0 ? part : <code key={i}>{part}</code>))}
        </p>
      )}
    </div>
  );
}
