import { useQuery } from '@tanstack/react-query';
import { configurationQuery } from '../api/queries.js';
import { Loading, PartProblem } from '../components/problem.js';
import { ReportedTable } from '../components/reported-table.js';
import { dash } from '../text/format.js';

/** The settings that a study trains with, and what its arms change. */
export function ConfigurationTables({ studyId }: { readonly studyId: string }) {
  const { data, error, refetch } = useQuery(configurationQuery(studyId));
  if (error) return <PartProblem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the configuration" />;
  const { baseline, settings, arms } = data;
  return (
    <>
      <ReportedTable
        caption="What the arms change"
        columns={['arm', 'setting', baseline, 'arm has']}
        rows={arms.flatMap(({ name, differences }) =>
          differences.map(({ path, baseline: before, arm }) => [
            name,
            path,
            before ?? dash,
            arm ?? dash,
          ]),
        )}
        look="text"
      />
      <details>
        <summary>Every setting of the baseline, defaults too</summary>
        <ReportedTable
          caption={`${settings.length} settings of ${baseline}`}
          columns={['setting', baseline]}
          rows={settings.map(({ path, value }) => [path, value])}
          look="text"
        />
      </details>
    </>
  );
}
