import type { DatasetView } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { datasetQuery } from '../api/dataset-queries.js';
import { Facts } from '../components/facts.js';
import { Loading, Problem } from '../components/problem.js';
import { Section } from '../components/section.js';
import { IndexedPage } from '../components/side-index.js';
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
    <IndexedPage
      at={search.at}
      watched={dataset.manifestSha256}
      onJump={(at) => void navigate({ search: { ...search, at }, resetScroll: false })}
    >
      <p className="crumbs">
        <Link to="/datasets">Data sets</Link> / {name}
      </p>
      <h1>{name}</h1>
      <Facts facts={factsOf(dataset)} />
      <Section id="class-balance" title="Classes">
        <ClassBalance dataset={dataset} />
      </Section>
      <Section id="fold-plans" title="Fold plans">
        <PlanTable dataset={dataset} />
      </Section>
      <Section id="used-by" title="Studies">
        <StudyUses name={name} />
      </Section>
      <Section id="problem-list" title="Problems and duplicates">
        <ProblemList
          dataset={dataset}
          kind={search.kind}
          onKind={(kind) => {
            change({ kind });
          }}
        />
      </Section>
      <Section id="group-sizes" title={`Images of ${many}`}>
        <GroupSizes dataset={dataset} />
      </Section>
      <Section id="sample-images" title="Images">
        <SampleImages
          dataset={dataset}
          label={search.label}
          onLabel={(label) => {
            change({ label });
          }}
        />
      </Section>
    </IndexedPage>
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
