import { Outlet, getRouteApi } from '@tanstack/react-router';
import { Loading } from '../components/problem.js';
import { StudyProvider } from '../live/use-study.js';

const routeApi = getRouteApi('/studies/$studyId');

/** What the pages of one study share: its live state. */
export function StudyLayout() {
  const { studyId } = routeApi.useParams();
  return (
    <StudyProvider key={studyId} studyId={studyId} loading={<Loading what="the study" />}>
      <Outlet />
    </StudyProvider>
  );
}
