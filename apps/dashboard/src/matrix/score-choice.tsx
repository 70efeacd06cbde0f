import { scoreNames, scoreRow, scoreTitle, type ScoreName } from '@crossfold/contracts/page';

const choices = scoreNames.filter((name) => scoreRow(name).sameAs === undefined);

/** Which score is shown. */
export function ScoreChoice({
  title,
  metric,
  onChoose,
}: {
  readonly title: string;
  readonly metric: ScoreName;
  readonly onChoose: (metric: ScoreName) => void;
}) {
  return (
    <label>
      {title}{' '}
      <select
        value={metric}
        onChange={(event) => {
          onChoose(event.target.value as ScoreName);
        }}
      >
        {choices.map((name) => (
          <option key={name} value={name}>
            {scoreTitle(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
