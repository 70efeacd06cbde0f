import type { StudyPage } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { requestJson } from '../api/request.js';
import { presetsQuery } from '../api/submit-queries.js';
import { PartProblem } from '../components/problem.js';
import type { NewStudySearch } from './new-study-search.js';

const studiesListed = 200;

/** What a new study begins with: a preset, or the file of a study. */
export function FileSource({
  search: { preset, clone },
  onChange,
}: {
  readonly search: NewStudySearch;
  readonly onChange: (search: NewStudySearch) => void;
}) {
  const presets = useQuery(presetsQuery());
  const studies = useQuery({
    queryKey: ['studies', 'to choose'],
    queryFn: ({ signal }) => requestJson<StudyPage>(`studies?limit=${studiesListed}`, signal),
  });
  const error = presets.error ?? studies.error;
  const chosen = presets.data?.presets.find(({ name }) => name === preset);
  return (
    <>
      {error && <PartProblem error={error} />}
      <div className="fields">
        <label>
          Begin with a preset
          <select
            value={preset ?? ''}
            onChange={({ target }) => {
              onChange({ preset: target.value || undefined });
            }}
          >
            <option value="">none</option>
            {presets.data?.presets.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          or with the file of a study
          <select
            value={clone ?? ''}
            onChange={({ target }) => {
              onChange({ clone: target.value || undefined });
            }}
          >
            <option value="">none</option>
            {studies.data?.studies.map(({ studyId, name }) => (
              <option key={studyId} value={studyId}>
                {name} ({studyId})
              </option>
            ))}
          </select>
        </label>
      </div>
      {chosen && <p className="quiet">{chosen.description}</p>}
    </>
  );
}
