/** One of several values, by their texts. */
export function Choice<K extends string>({
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
