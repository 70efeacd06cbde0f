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
      {arms.map(({ name, differences }) => (
        <ReportedTable
          key={name}
          caption={`What ${name} changes`}
          columns={['setting', baseline, name]}
          rows={differences.map((change) => [
            change.path,
            change.baseline ?? dash,
            change.arm ?? dash,
          ])}
          look="text"
        />
      ))}
      <ReportedTable
        caption="Every setting of the baseline, defaults too"
        columns={['setting', baseline]}
        rows={settings.map(({ path, value }) => [path, value])}
        look="text"
      />
    </>
  );
}
