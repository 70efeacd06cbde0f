import type { DatasetView } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { datasetQuery } from '../api/dataset-queries.js';
import { Facts } from '../components/facts.js';
import { Loading, Problem } from '../components/problem.js';
import { useTitle } from '../components/use-title.js';
import { ClassBalance } from '../dataset/class-balance.js';
import { GroupSizes } from '../dataset/group-sizes.js';
import { PlanTable } from '../dataset/plan-table.js';
import { ProblemList } from '../dataset/problem-list.js';
import { SampleImages } from '../dataset/sample-images.js';
import { StudyUses } from '../dataset/study-uses.js';
import '../styles/datasets.css';
import { count, moment } from '../text/format.js';

const routeApi = getRouteApi('/datasets/$name');

/** One data set: what is in it, what was wrong with it, how studies split it. */
export function DatasetPage() {
  const { name } = routeApi.useParams();
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  useTitle(name);
  const query = useQuery(datasetQuery(name));
  if (!query.data) {
    return query.error ? <Problem error={query.error} /> : <Loading what="the data set" />;
  }
  const dataset = query.data;
  const many = dataset.group?.many ?? 'groups';
  const change = (part: typeof search) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  return (
    <article>
      <p className="crumbs">
        <Link to="/datasets">Data sets</Link> / {name}
      </p>
      <h1>{name}</h1>
      <Facts facts={factsOf(dataset)} />
      <section>
        <h2>Classes</h2>
        <ClassBalance dataset={dataset} />
      </section>
      <section>
        <h2>Fold plans</h2>
        <PlanTable dataset={dataset} />
      </section>
      <section>
        <h2>Studies</h2>
        <StudyUses name={name} />
      </section>
      <section>
        <h2>Problems and duplicates</h2>
        <ProblemList
          dataset={dataset}
          kind={search.kind}
          onKind={(kind) => {
            change({ kind });
          }}
        />
      </section>
      <section>
        <h2>Images of {many}</h2>
        <GroupSizes dataset={dataset} />
      </section>
      <section>
        <h2>Images</h2>
        <SampleImages
          dataset={dataset}
          label={search.label}
          onLabel={(label) => {
            change({ label });
          }}
        />
      </section>
    </article>
  );
}

function factsOf(dataset: DatasetView): [string, string][] {
  const { images, groups, group, masks, positive, addedAt, manifestSha256 } = dataset;
  return [
    ['Images', count(images)],
    [group?.many ?? 'Groups', count(groups)],
    ['Masks', count(masks)],
    ['Positive', positive ? `${positive.title}: ${positive.classes.join(', ')}` : 'none named'],
    ['Layout', dataset.layout],
    ['Source', dataset.source],
    ['Licence', dataset.licence],
    ['Added', moment(addedAt)],
    ['Content', manifestSha256.slice(0, 12)],
  ];
}
