import type { Report, Study } from '@crossfold/contracts';
import { significance } from '@crossfold/contracts/page';
import { useStudy } from '../live/use-study.js';
import { Facts } from '../components/facts.js';
import { count, percent, plural } from '../text/format.js';

/** How many comparisons a study makes, how often it was looked at, and what guards against chance. */
export function MultiplicitySection({ report }: { readonly report: Report | null }) {
  const { snapshot } = useStudy();
  const { study } = snapshot.detail;
  const arms = report ? testedArms(report) : plannedArms(study);
  return (
    <>
      <Facts facts={report ? reportedFacts(report, arms) : [['Arms to compare', count(arms)]]} />
      <p className="quiet">
        {chanceText(arms)} {!report && 'Interim scores have no p and no verdict for this reason. '}
        How often people look at interim scores is not recorded: decide nothing by them.
      </p>
    </>
  );
}

/** Those that Holm's method adjusts over. */
function testedArms({ variants }: Report): number {
  return variants.filter(({ isNull, comparison }) => !isNull && (comparison?.p ?? null) !== null)
    .length;
}

function plannedArms({ variants }: Study): number {
  return variants.filter(({ role, isNull }) => role === 'arm' && isNull !== true).length;
}

function reportedFacts(report: Report, arms: number): readonly (readonly [string, string])[] {
  const { variants, nullArms, race, stopping, sealedOpenings } = report;
  const apart = variants.filter(({ isNull, comparison }) => {
    const verdict = comparison?.verdict;
    return !isNull && (verdict === 'helps' || verdict === 'hurts');
  }).length;
  return [
    ['Arms tested', count(arms)],
    ['Told apart', `${count(apart)} of ${count(arms)}`],
    ['False verdicts of null arms', nullArmsText(nullArms)],
    ...(race ? [['Arms dropped by the race', decisionsText(race.decisions)] as const] : []),
    ...(stopping ? [['Trials stopped early', decisionsText(stopping.decisions)] as const] : []),
    ['Openings of the sealed part', count(sealedOpenings.length)],
  ];
}

function nullArmsText(nullArms: Report['nullArms']): string {
  if (!nullArms) return 'no null arm';
  const { tested, falseVerdicts, interval } = nullArms;
  const of = `${count(falseVerdicts)} of ${count(tested)}`;
  return interval ? `${of} (95 % interval ${interval.map(percent).join(' to ')} %)` : of;
}

function decisionsText(decisions: readonly unknown[]): string {
  return `${plural(decisions.length, 'decision')} by interim scores`;
}

function chanceText(arms: number): string {
  if (arms === 0) return 'Nothing is tested.';
  if (arms === 1) return `One test at ${percent(significance)} %: there is nothing to adjust.`;
  const chance = 1 - (1 - significance) ** arms;
  return `Without adjustment, ${count(arms)} independent tests at ${percent(significance)} % would tell some arm apart by chance in ${percent(chance)} % of studies; Holm's method keeps that at ${percent(significance)} %.`;
}
