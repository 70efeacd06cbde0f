import { useEffect, useRef, useState } from 'react';
import { Choice } from '../components/choice.js';
import { DatasetChoice, ExactField } from './filter-fields.js';
import { longest, orderTexts, stateTexts, type StudiesSearch } from './studies-search.js';

/** From the last key to the question, so that a word asks once. */
const typingMs = 200;

const typedFields = ['text', 'tag', 'owner'] as const;
type TypedField = (typeof typedFields)[number];
type Typed = Readonly<Record<TypedField, string>>;

/** Text, state, order, tag, owner and data set of the list of studies. */
export function StudiesFilter({
  filter,
  tags,
  owners,
  onChange,
}: {
  readonly filter: StudiesSearch;
  /** Offered while one types, both. */
  readonly tags: readonly string[];
  readonly owners: readonly string[];
  readonly onChange: (next: StudiesSearch) => void;
}) {
  const [draft, setDraft] = useState(() => typedOf(filter));
  const [asked, setAsked] = useState(() => keyOf(typedOf(filter)));
  const now = keyOf(typedOf(filter));
  if (asked !== now) {
    // The address changed by another way, as by going back.
    setAsked(now);
    if (keyOf(draft) !== now) setDraft(typedOf(filter));
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const choose = (part: StudiesSearch, typed = draft) => {
    clearTimeout(timer.current);
    onChange({ ...filter, ...givenOf(typed), ...part });
  };
  const type = (field: TypedField) => (value: string) => {
    const next = { ...draft, [field]: value };
    setDraft(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      choose({}, next);
    }, typingMs);
  };
  const { tag, owner, dataset } = filter;
  const hasMore = tag !== undefined || owner !== undefined || dataset !== undefined;
  const [isOpened, setIsOpened] = useState(hasMore);
  // A tag of the table leads here too: what restricts the list is never out of sight.
  const showsMore = isOpened || hasMore;
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
          value={draft.text}
          autoComplete="off"
          maxLength={longest.text}
          placeholder="name, id or data set"
          data-shortcut="/"
          onChange={(event) => {
            type('text')(event.target.value);
          }}
        />
      </label>
      <Choice
        title="State"
        texts={{ '': 'any state', ...stateTexts }}
        value={filter.state ?? ''}
        onChoose={(state) => {
          choose({ state: state || undefined });
        }}
      />
      <Choice
        title="Order"
        texts={orderTexts}
        value={filter.sort ?? 'newest'}
        onChoose={(sort) => {
          choose({ sort: sort === 'newest' ? undefined : sort });
        }}
      />
      <details
        open={showsMore}
        onToggle={(event) => {
          setIsOpened(event.currentTarget.open);
        }}
      >
        <summary>Tag, owner, data set</summary>
        {showsMore && (
          <div className="filter">
            <ExactField
              field="tag"
              title="Tag"
              value={draft.tag}
              offered={tags}
              onType={type('tag')}
            />
            <ExactField
              field="owner"
              title="Owner"
              value={draft.owner}
              offered={owners}
              onType={type('owner')}
            />
            <DatasetChoice
              value={dataset ?? ''}
              onChoose={(name) => {
                choose({ dataset: name || undefined });
              }}
            />
          </div>
        )}
      </details>
    </form>
  );
}

function typedOf(filter: StudiesSearch): Typed {
  return { text: filter.text ?? '', tag: filter.tag ?? '', owner: filter.owner ?? '' };
}

function keyOf(typed: Typed): string {
  return typedFields.map((field) => typed[field].trim()).join('\n');
}

function givenOf(typed: Typed): Pick<StudiesSearch, TypedField> {
  return {
    text: typed.text.trim() || undefined,
    tag: typed.tag.trim() || undefined,
    owner: typed.owner.trim() || undefined,
  };
}
