import { useQuery } from '@tanstack/react-query';
import { receiptQuery } from '../api/queries.js';
import { trialPath } from '../api/request.js';
import { CopyMenu } from '../components/copy-menu.js';
import { DownloadLink } from '../components/download-link.js';
import { Facts } from '../components/facts.js';
import { Loading, PartProblem } from '../components/problem.js';
import { count, duration, moment } from '../text/format.js';

/** What the result of a trial rests on: data, versions, device, hashes; and the files themselves. */
export function ReceiptFacts({
  studyId,
  trialId,
}: {
  readonly studyId: string;
  readonly trialId: string;
}) {
  const { data, error, refetch } = useQuery(receiptQuery(studyId, trialId));
  if (error) return <PartProblem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the receipt" />;
  const { images, timings, environment, epochs, bestEpoch } = data;
  const path = trialPath(studyId, trialId);
  return (
    <>
      <Facts
        facts={[
          [
            'Images',
            `${count(images.train)} trained on, ${count(images.validation)} for validation, ${count(images.test)} tested`,
          ],
          ['Epochs', `${epochs}, the best ${bestEpoch}`],
          ['Training took', duration(timings.trainSeconds)],
          ['Finished', moment(timings.finishedAt)],
          ['Device', environment.device],
          ['Configuration', data.configSha256.slice(0, 12)],
          ['Manifest', data.manifestSha256.slice(0, 12)],
          ['Fold plan', data.foldPlanSha256.slice(0, 12)],
          ['Predictions', data.predictions.sha256.slice(0, 12)],
          ['Weights', data.weights.sha256.slice(0, 12)],
        ]}
      />
      <p className="links">
        <DownloadLink
          path={`${path}/predictions?format=csv`}
          file={`${studyId}.${trialId}.predictions.csv`}
          title="Predictions (CSV)"
        />
        <DownloadLink
          path={`${path}/weights`}
          file={`${studyId}.${trialId}.safetensors`}
          title="Weights (safetensors)"
        />
        <DownloadLink
          path={`${path}/receipt`}
          file={`${studyId}.${trialId}.receipt.json`}
          title="Receipt (JSON)"
        />
        <CopyMenu
          what="the receipt"
          forms={[{ title: 'JSON', text: () => JSON.stringify(data, null, 2) }]}
        />
      </p>
    </>
  );
}
