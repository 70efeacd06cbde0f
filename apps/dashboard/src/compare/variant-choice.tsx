import type { StudyPage } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { requestJson } from '../api/request.js';
import { Loading, PartProblem } from '../components/problem.js';
import { maxVariants } from './compare-search.js';

const studiesListed = 200;

/** Variants that are compared, in order, and a way to add one. */
export function VariantChoice({
  names,
  onChange,
}: {
  /** `STUDY/VARIANT`. */
  readonly names: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}) {
  return (
    <>
      {names.length > 0 && (
        <ol className="chosen" aria-label="Compared variants">
          {names.map((name, i) => (
            <li key={name}>
              <span>{name}</span>
              {i === 0 ? (
                <small>what the others are compared with</small>
              ) : (
                <button
                  type="button"
                  className="small"
                  aria-label={`compare with it: ${name}`}
                  onClick={() => {
                    onChange([name, ...names.filter((other) => other !== name)]);
                  }}
                >
                  compare with it
                </button>
              )}
              <button
                type="button"
                className="small"
                aria-label={`leave out ${name}`}
                onClick={() => {
                  onChange(names.filter((other) => other !== name));
                }}
              >
                leave out
              </button>
            </li>
          ))}
        </ol>
      )}
      {names.length < maxVariants && <Addition names={names} onChange={onChange} />}
    </>
  );
}

function Addition({
  names,
  onChange,
}: {
  readonly names: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}) {
  const [studyId, setStudyId] = useState('');
  const studies = useQuery({
    queryKey: ['studies', 'to choose'],
    queryFn: ({ signal }) => requestJson<StudyPage>(`studies?limit=${studiesListed}`, signal),
  });
  if (studies.error) {
    return <PartProblem error={studies.error} retry={() => void studies.refetch()} />;
  }
  if (!studies.data) return <Loading what="the studies" />;
  const chosen = studies.data.studies.find((one) => one.studyId === studyId);
  const variants = chosen?.variants.filter((name) => !names.includes(`${studyId}/${name}`)) ?? [];
  return (
    <div className="fields">
      <label>
        Add of study
        <select
          value={studyId}
          onChange={({ target }) => {
            setStudyId(target.value);
          }}
        >
          <option value="">choose one</option>
          {studies.data.studies.map((one) => (
            <option key={one.studyId} value={one.studyId}>
              {one.name} ({one.studyId})
            </option>
          ))}
        </select>
      </label>
      <label>
        the variant
        <select
          value=""
          disabled={variants.length === 0}
          onChange={({ target }) => {
            if (target.value !== '') onChange([...names, `${studyId}/${target.value}`]);
          }}
        >
          <option value="">choose one</option>
          {variants.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
    </div>
  );
}
