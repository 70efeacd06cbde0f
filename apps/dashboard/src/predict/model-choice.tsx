import type { Cells, StudyPage } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { requestJson, studyPath } from '../api/request.js';
import { Loading, PartProblem } from '../components/problem.js';
import { coverages, usualCoverage, type PredictSearch } from './predict-search.js';

const studiesListed = 200;

/** Which study predicts, and whether by its ensemble or by one trial. */
export function ModelChoice({
  search,
  onChange,
}: {
  readonly search: PredictSearch;
  readonly onChange: (search: PredictSearch) => void;
}) {
  const { studyId, trialId, coverage, byClass, maps } = search;
  const studies = useQuery({
    queryKey: ['studies', 'to choose'],
    queryFn: ({ signal }) => requestJson<StudyPage>(`studies?limit=${studiesListed}`, signal),
  });
  const cells = useQuery({
    queryKey: ['study', studyId, 'cells'],
    queryFn: ({ signal }) => requestJson<Cells>(`${studyPath(studyId ?? '')}/cells`, signal),
    enabled: studyId !== undefined,
  });
  if (studies.error) {
    return <PartProblem error={studies.error} retry={() => void studies.refetch()} />;
  }
  if (!studies.data) return <Loading what="the studies" />;
  const ready = studies.data.studies.filter(({ trials }) => trials.succeeded > 0);
  const trials = cells.data?.cells.filter(({ state }) => state === 'succeeded') ?? [];
  if (ready.length === 0) {
    return <p className="empty">No study has a finished trial yet: there is nothing to ask.</p>;
  }
  return (
    <div className="fields">
      <label>
        Study
        <select
          value={studyId ?? ''}
          onChange={({ target }) => {
            onChange({ ...search, studyId: target.value || undefined, trialId: undefined });
          }}
        >
          <option value="">choose one</option>
          {ready.map((one) => (
            <option key={one.studyId} value={one.studyId}>
              {one.name} ({one.studyId})
            </option>
          ))}
        </select>
      </label>
      <label>
        Model
        <select
          value={trialId ?? ''}
          disabled={studyId === undefined}
          onChange={({ target }) => {
            onChange({ ...search, trialId: target.value || undefined });
          }}
        >
          <option value="">its ensemble</option>
          {trials.map((one) => (
            <option key={one.trialId}>{one.trialId}</option>
          ))}
        </select>
      </label>
      <label>
        Coverage of the sets
        <select
          value={coverage ?? usualCoverage}
          onChange={({ target: { value } }) => {
            onChange({ ...search, coverage: value === usualCoverage ? undefined : value });
          }}
        >
          {coverages.map((one) => (
            <option key={one} value={one}>
              {one} %
            </option>
          ))}
        </select>
      </label>
      <label className="tick">
        <input
          type="checkbox"
          checked={byClass === 'yes'}
          onChange={({ target }) => {
            onChange({ ...search, byClass: target.checked ? 'yes' : undefined });
          }}
        />
        calibrate for each class alone
      </label>
      <label className="tick">
        <input
          type="checkbox"
          checked={maps !== 'no'}
          onChange={({ target }) => {
            onChange({ ...search, maps: target.checked ? undefined : 'no' });
          }}
        />
        draw where the models look
      </label>
      {cells.error && <PartProblem error={cells.error} retry={() => void cells.refetch()} />}
    </div>
  );
}
