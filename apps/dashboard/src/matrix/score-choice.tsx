import { scoreNames, scoreRow, scoreTitle, type ScoreName } from '@crossfold/contracts/page';
import { Choice } from '../components/choice.js';

const names = scoreNames.filter((name) => scoreRow(name).sameAs === undefined);
const texts = Object.fromEntries(names.map((name) => [name, scoreTitle(name)])) as Record<
  ScoreName,
  string
>;

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
  return <Choice title={title} texts={texts} value={metric} onChoose={onChoose} />;
}
