import { useQuery } from '@tanstack/react-query';
import { datasetsQuery } from '../api/dataset-queries.js';
import { Choice } from '../components/choice.js';
import { longest } from './studies-search.js';

/** A tag or an owner, found by the whole word; those of the studies on screen are offered. */
export function ExactField({
  field,
  title,
  value,
  offered,
  onType,
}: {
  readonly field: 'tag' | 'owner';
  readonly title: string;
  readonly value: string;
  readonly offered: readonly string[];
  readonly onType: (value: string) => void;
}) {
  return (
    <label>
      {title}{' '}
      <input
        type="search"
        name={field}
        value={value}
        list={`offered-${field}`}
        autoComplete="off"
        maxLength={longest[field]}
        placeholder="the whole word"
        onChange={(event) => {
          onType(event.target.value);
        }}
      />
      <datalist id={`offered-${field}`}>
        {offered.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </label>
  );
}

/** The data sets that the store has. */
export function DatasetChoice({
  value,
  onChoose,
}: {
  readonly value: string;
  readonly onChoose: (name: string) => void;
}) {
  const { data } = useQuery(datasetsQuery());
  const names = new Set([...(data?.datasets ?? []).map(({ name }) => name), value]);
  names.delete('');
  const texts = Object.fromEntries([...names].sort().map((name) => [name, name]));
  return (
    <Choice
      title="Data set"
      texts={{ '': 'any data set', ...texts }}
      value={value}
      onChoose={onChoose}
    />
  );
}
