import type { DatasetImage, StudyDetail } from '@crossfold/contracts';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Facts } from '../components/facts.js';
import { Loading, PartProblem, Problem } from '../components/problem.js';
import { Section } from '../components/section.js';
import { IndexedPage } from '../components/side-index.js';
import { useTitle } from '../components/use-title.js';
import { SampleImage } from '../dataset/sample-images.js';
import { AnswerTable } from '../lesion/answer-table.js';
import { LesionDuplicates } from '../lesion/lesion-duplicates.js';
import { LesionMaps } from '../lesion/lesion-maps.js';
import { useLesion } from '../lesion/use-lesion.js';
import { VariantSummary } from '../lesion/variant-summary.js';
import type { SomePredictions } from '../api/lesion-queries.js';
import '../styles/datasets.css';
import { count } from '../text/format.js';

const routeApi = getRouteApi('/studies/$studyId/groups/$groupId');

/** One group of images, such as a lesion, over all variants and seeds of a study. */
export function LesionPage() {
  const { studyId, groupId } = routeApi.useParams();
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  useTitle(groupId);
  const { detail, images, predictions, isLoading, error } = useLesion(studyId, groupId);
  if (!detail) return error ? <Problem error={error} /> : <Loading what="the study" />;
  const { dataset } = detail.study;
  return (
    <IndexedPage
      at={search.at}
      watched={String(images.length > 0)}
      onJump={(at) => void navigate({ search: { ...search, at }, resetScroll: false })}
    >
      <p className="crumbs">
        <Link to="/studies/$studyId" params={{ studyId }}>
          {studyId}
        </Link>{' '}
        /{' '}
        <Link to="/datasets/$name" params={{ name: dataset.name }}>
          {dataset.name}
        </Link>{' '}
        / {groupId}
      </p>
      <h1>{groupId}</h1>
      <Facts facts={factsOf(detail, images, predictions)} />
      {error && <PartProblem error={error} />}
      <Section id="lesion-pictures" title="Images">
        {images.length === 0 && !isLoading && (
          <p className="empty">
            The data set has no image of this group that may be shown: the id may be wrong, or a
            study seals it.
          </p>
        )}
        <ul className="images lesion-images">
          {images.map((image) => (
            <li key={image.imageId}>
              <SampleImage name={dataset.name} image={image} />
            </li>
          ))}
        </ul>
        {images.length > 0 && <LesionDuplicates dataset={dataset.name} images={images} />}
      </Section>
      <Section id="who-is-right" title="Who is right">
        {isLoading && <Loading what="the answers" />}
        {predictions.length === 0 && !isLoading && (
          <p className="empty">
            No trial has answered yet: answers are there once a trial that tests the images has
            ended.
          </p>
        )}
        {predictions.length > 0 && (
          <>
            <VariantSummary predictions={predictions} />
            <AnswerTable studyId={studyId} images={images} predictions={predictions} />
          </>
        )}
      </Section>
      {images.length > 0 && (
        <Section id="lesion-maps" title="Where the models look">
          <LesionMaps studyId={studyId} images={images} />
        </Section>
      )}
    </IndexedPage>
  );
}

function factsOf(
  { study }: StudyDetail,
  images: readonly DatasetImage[],
  predictions: readonly SomePredictions[],
): [string, string][] {
  const labels = [...new Set(predictions.flatMap((one) => one.images.map(({ label }) => label)))];
  const folds = [
    ...new Set(predictions.map(({ cell: { repeat, fold } }) => foldText(repeat, fold))),
  ];
  return [
    ['Images', count(images.length)],
    ['Label', labels.join(', ') || 'not known yet'],
    ['Tested in', folds.join(', ') || 'not known yet'],
    ['Protocol', study.foldPlan.options.protocol],
    ['Trials that answer', count(predictions.length)],
  ];
}

function foldText(repeat: number, fold: number): string {
  return repeat === 0 ? `fold ${fold}` : `fold ${fold} of repeat ${repeat}`;
}
