import type { Study, StudyDetail } from '@crossfold/contracts';
import { foldsText } from '@crossfold/contracts/page';
import { Facts } from '../components/facts.js';
import { count, moment, percent } from '../text/format.js';

const protocols = {
  grouped: 'grouped: a group is never on two sides of a split',
  dedup: 'dedup: one image of each group',
  image: 'image: groups lie on both sides of a split',
};

/** More seeds than this are not listed one by one. */
const maxSeeds = 12;

/** What of a study never changes: what it is made from, and whether its folds leak. */
export function StudyFacts({ detail }: { readonly detail: StudyDetail }) {
  const { submittedAt, study } = detail;
  const { dataset, foldPlan, seeds, ensemble } = study;
  const { options, leak } = foldPlan;
  const sealed = sealedText(study);
  const members = ensemble ? [ensemble.variant, ...ensemble.partners].join(' + ') : '';
  return (
    <>
      <LeakMark leak={leak} />
      <Facts
        facts={[
          ['Data set', `${dataset.name} (${dataset.manifestSha256.slice(0, 12)})`],
          ['Protocol', protocols[options.protocol]],
          ['Folds', `${foldsText(options)} (plan ${foldPlan.sha256.slice(0, 12)})`],
          ['Seeds', seedText(seeds)],
          ['Test part', ensemble ? `${sealed}, for an ensemble of ${members}` : sealed],
          ['Submitted', moment(submittedAt)],
        ]}
      />
    </>
  );
}

/** The share that was reached; studies of before it was kept tell only what was asked for. */
function sealedText({ foldPlan, sealedPart }: Pick<Study, 'foldPlan' | 'sealedPart'>): string {
  const { sealedShare } = foldPlan.options;
  const asked = `${percent(sealedShare)} %`;
  if (!sealedPart) return sealedShare > 0 ? `${asked} to be sealed` : 'none';
  const { images, planImages } = sealedPart;
  if (images === 0) return 'none';
  return `${images} of ${planImages} images (${percent(images / planImages)} %; ${asked} asked for)`;
}

function seedText(seeds: readonly number[]): string {
  if (seeds.length <= maxSeeds) return seeds.join(', ');
  return `${seeds.length}: ${seeds.slice(0, 3).join(', ')}, …, ${String(seeds.at(-1))}`;
}

function LeakMark({
  leak: { leakedImages, poolImages },
}: {
  readonly leak: Study['foldPlan']['leak'];
}) {
  if (leakedImages === 0) return null;
  const share = Math.round((100 * leakedImages) / poolImages);
  return (
    <p className="leak" role="note">
      <strong>This plan leaks. </strong>
      {`${count(leakedImages)} of ${count(poolImages)} test images (${share} %) have their group in training too. The scores are inflated: compare them with no honest ones.`}
    </p>
  );
}
