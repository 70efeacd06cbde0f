import type { ComparisonAcross } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { comparisonPath, comparisonQuery } from '../api/compare-queries.js';
import { IntervalChart } from '../charts/interval-chart.js';
import { Figure } from '../charts/figure.js';
import { listedVariants, type CompareSearch } from '../compare/compare-search.js';
import { Confusions } from '../compare/confusions.js';
import { DifferenceTable } from '../compare/difference-table.js';
import { FoldSlopes } from '../compare/fold-slopes.js';
import { FoldTable } from '../compare/fold-table.js';
import { ScoreTable } from '../compare/score-table.js';
import { SettingsTable } from '../compare/settings-table.js';
import { UnlikeMark } from '../compare/unlike-mark.js';
import { VariantChoice } from '../compare/variant-choice.js';
import { differencesDrawing } from '../compare/differences-drawing.js';
import { Loading, PartProblem } from '../components/problem.js';
import { Section } from '../components/section.js';
import { IndexedPage } from '../components/side-index.js';
import { useTitle } from '../components/use-title.js';
import '../styles/compare.css';
import '../styles/forms.css';

const routeApi = getRouteApi('/compare');

/** Variants of any studies beside each other, paired by cell. */
export function ComparePage() {
  useTitle('Compare');
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  const names = listedVariants(search);
  const comparesUnlike = search.unlike === 'compare';
  const query = useQuery(comparisonQuery(names, comparesUnlike));
  const change = (part: CompareSearch) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  const comparison = names.length > 1 ? query.data : undefined;
  return (
    <IndexedPage
      at={search.at}
      watched={comparison ? names.join() : ''}
      onJump={(at) => void navigate({ search: { ...search, at }, resetScroll: false })}
    >
      <h1>Compare</h1>
      <section>
        <VariantChoice
          names={names}
          onChange={(next) => {
            change({ variants: next.join(',') });
          }}
        />
        {names.length < 2 && (
          <p className="empty">Choose two variants at least, of one study or of several.</p>
        )}
        {query.error && <PartProblem error={query.error} retry={() => void query.refetch()} />}
        {query.isLoading && <Loading what="the comparison" />}
        {comparison && (
          <UnlikeMark
            variants={comparison.variants}
            comparesUnlike={comparesUnlike}
            onChange={(isWanted) => {
              change({ unlike: isWanted ? 'compare' : undefined });
            }}
          />
        )}
      </section>
      {comparison && (
        <Comparison
          comparison={comparison}
          call={comparisonPath(names, comparesUnlike)}
          showsAll={search.settings === 'all'}
          onShowAll={(isWanted) => {
            change({ settings: isWanted ? 'all' : undefined });
          }}
          isDifference={search.confusion === 'difference'}
          onDifference={(isWanted) => {
            change({ confusion: isWanted ? 'difference' : undefined });
          }}
        />
      )}
    </IndexedPage>
  );
}

function Comparison({
  comparison,
  call,
  showsAll,
  onShowAll,
  isDifference,
  onDifference,
}: {
  readonly comparison: ComparisonAcross;
  /** The request of the API that gives it. */
  readonly call: string;
  readonly showsAll: boolean;
  readonly onShowAll: (isWanted: boolean) => void;
  /** Whether confusions are shown minus that of the first. */
  readonly isDifference: boolean;
  readonly onDifference: (isWanted: boolean) => void;
}) {
  const drawing = differencesDrawing(comparison);
  return (
    <>
      <Section id="differences" title="Differences">
        {drawing.rows.length > 0 && (
          <Figure
            title="Differences with their intervals"
            call={call}
            draw={(widthPx) => (
              <IntervalChart title="Differences" drawing={drawing} widthPx={widthPx} />
            )}
          />
        )}
        <DifferenceTable {...comparison} />
      </Section>
      <Section id="scores" title="Scores">
        <ScoreTable {...comparison} />
      </Section>
      {comparison.folds.length > 0 && (
        <Section id="by-fold" title="By fold">
          <Figure
            title="Balanced accuracy by fold (%)"
            call={call}
            draw={(widthPx) => (
              <FoldSlopes
                folds={comparison.folds}
                variants={comparison.variants}
                widthPx={widthPx}
              />
            )}
          />
          <FoldTable {...comparison} />
        </Section>
      )}
      {comparison.variants.some(({ confusion }) => confusion !== null) && (
        <Section id="confusion" title="Confusion">
          <Confusions
            variants={comparison.variants}
            isDifference={isDifference}
            onDifference={onDifference}
          />
        </Section>
      )}
      <Section id="setting-list" title="Settings">
        <label>
          <input
            type="checkbox"
            checked={!showsAll}
            onChange={({ target }) => {
              onShowAll(!target.checked);
            }}
          />{' '}
          differences only
        </label>
        <SettingsTable {...comparison} showsAll={showsAll} />
      </Section>
    </>
  );
}
