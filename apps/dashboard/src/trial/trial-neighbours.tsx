import type { TrialView } from '@crossfold/contracts';
import { Link } from '@tanstack/react-router';
import { useStudy } from '../live/use-study.js';

/** Leads to the trials around one: the same cell of other variants, and the variant's other cells. */
export function TrialNeighbours({ trial }: { readonly trial: TrialView }) {
  const { snapshot } = useStudy();
  const { studyId, study } = snapshot.detail;
  const all = [...snapshot.trials.values()];
  const own = all.filter(({ variant }) => variant === trial.variant);
  const at = own.findIndex(({ trialId }) => trialId === trial.trialId);
  const baseline = study.variants.find(({ role }) => role === 'baseline')?.name;
  const beside = all.find(
    ({ variant, repeat, fold, seed }) =>
      variant === baseline &&
      variant !== trial.variant &&
      repeat === trial.repeat &&
      fold === trial.fold &&
      seed === trial.seed,
  );
  const links = [
    { title: '← previous cell', to: own[at - 1] },
    { title: 'next cell →', to: own[at + 1] },
    { title: 'the baseline on the same fold and seed', to: beside },
  ];
  return (
    <nav className="neighbours" aria-label="Other trials">
      {links.map(
        ({ title, to }) =>
          to && (
            <Link
              key={title}
              to="/studies/$studyId/trials/$trialId"
              params={{ studyId, trialId: to.trialId }}
            >
              {title}
            </Link>
          ),
      )}
    </nav>
  );
}
