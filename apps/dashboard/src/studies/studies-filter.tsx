import { useEffect, useRef, useState } from 'react';
import { longestText, orderTexts, stateTexts, type StudiesSearch } from './studies-search.js';

/** From the last key to the question, so that a word asks once. */
const typingMs = 200;

/** Text, state and order of the list of studies. */
export function StudiesFilter({
  filter,
  onChange,
}: {
  readonly filter: StudiesSearch;
  readonly onChange: (next: StudiesSearch) => void;
}) {
  const [text, setText] = useState(filter.text ?? '');
  const [asked, setAsked] = useState(filter.text);
  if (asked !== filter.text) {
    // The address changed by another way, as by going back.
    setAsked(filter.text);
    if ((filter.text ?? '') !== text.trim()) setText(filter.text ?? '');
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const typed = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      onChange({ ...filter, text: value.trim() || undefined });
    }, typingMs);
  };
  return (
    <form
      className="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <label>
        Find{' '}
        <input
          type="search"
          name="text"
          value={text}
          autoComplete="off"
          maxLength={longestText}
          placeholder="name, id or data set"
          data-shortcut="/"
          onChange={(event) => {
            typed(event.target.value);
          }}
        />
      </label>
      <Choice
        title="State"
        texts={{ '': 'any state', ...stateTexts }}
        value={filter.state ?? ''}
        onChoose={(state) => {
          onChange({ ...filter, text: text.trim() || undefined, state: state || undefined });
        }}
      />
      <Choice
        title="Order"
        texts={orderTexts}
        value={filter.sort ?? 'newest'}
        onChoose={(sort) => {
          onChange({
            ...filter,
            text: text.trim() || undefined,
            sort: sort === 'newest' ? undefined : sort,
          });
        }}
      />
    </form>
  );
}

function Choice<K extends string>({
  title,
  texts,
  value,
  onChoose,
}: {
  readonly title: string;
  readonly texts: Readonly<Record<K, string>>;
  readonly value: NoInfer<K>;
  readonly onChoose: (value: K) => void;
}) {
  return (
    <label>
      {title}{' '}
      <select
        value={value}
        onChange={(event) => {
          onChoose(event.target.value as K);
        }}
      >
        {(Object.entries(texts) as [K, string][]).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
