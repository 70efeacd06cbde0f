import type { FleetPolicy, Forecast, StudyForecast } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { fleetPolicyQuery } from '../api/fleet-queries.js';
import { Facts } from '../components/facts.js';
import { useIsPermitted } from '../components/permitted.js';
import { ReportedTable } from '../components/reported-table.js';
import { ScrollBox } from '../components/scroll-box.js';
import { changesText } from './changes-text.js';
import { count, dash, duration, plural } from '../text/format.js';

/** What a study file comes to: trials, images, time and disk space. */
export function ForecastView({ forecast }: { readonly forecast: Forecast }) {
  return (
    <>
      <OneForecast forecast={forecast} />
      {forecast.later.map(({ stage, winner, forecast: later }) => (
        <section key={stage}>
          <h3>
            Then stage {stage}
            {winner !== null && `, as if ${winner} won`}
          </h3>
          <OneForecast forecast={later} />
        </section>
      ))}
    </>
  );
}

function OneForecast({ forecast }: { readonly forecast: StudyForecast }) {
  const { duplicates, sealed } = forecast;
  const maySeePrice = useIsPermitted('metrics.read');
  const { data: policy } = useQuery({ ...fleetPolicyQuery(), enabled: maySeePrice });
  return (
    <>
      <Facts facts={factsOf(forecast, policy)} />
      <p>
        {sealed
          ? `The sealed part will be opened once: ${plural(sealed.images, 'image')}, ${plural(sealed.models, 'model')}.`
          : 'Nothing sealed is opened.'}
      </p>
      <VariantTable forecast={forecast} />
      <ChangeTable forecast={forecast} />
      {duplicates.length > 0 && (
        <p className="quiet">
          Not trained, since another variant is the same:{' '}
          {duplicates.map(({ name }) => name).join(', ')}.
        </p>
      )}
    </>
  );
}

function factsOf(forecast: StudyForecast, policy: FleetPolicy | undefined): [string, string][] {
  const { trials, same, raceSavesAtMost, images, slotSeconds, weightsBytes, checkpointBytes } =
    forecast;
  return [
    ['Trials', same > 0 ? `${count(trials)}, of them ${count(same)} taken over` : count(trials)],
    ['Slot hours', slotSeconds === null ? 'not known yet' : (slotSeconds / 3600).toFixed(2)],
    ...costFacts(slotSeconds, policy),
    ...(raceSavesAtMost === null
      ? []
      : [['Left out by the race, at most', count(raceSavesAtMost)] as [string, string]]),
    ['Training images', count(images.train)],
    ['Validation', count(images.validation)],
    ['Test', count(images.test)],
    ['Weights kept', sizeText(weightsBytes)],
    ['Checkpoint of a trial', sizeText(checkpointBytes)],
  ];
}

/** At the price of the fleet, where it has one. */
function costFacts(
  slotSeconds: number | null,
  policy: Pick<FleetPolicy, 'pricePerSlotHour' | 'currency'> | undefined,
): [string, string][] {
  const price = policy?.pricePerSlotHour ?? null;
  if (price === null || slotSeconds === null) return [];
  const inCurrency = (amount: number | string) =>
    [amount, policy?.currency].filter((part) => part != null).join(' ');
  const cost = ((slotSeconds / 3600) * price).toFixed(2);
  return [[`Cost at ${inCurrency(price)} a slot hour`, inCurrency(cost)]];
}

/** What each arm changes of the baseline. */
function ChangeTable({ forecast: { variants } }: { readonly forecast: StudyForecast }) {
  const arms = variants.filter(({ role }) => role === 'arm');
  if (arms.length === 0) return null;
  return (
    <ReportedTable
      caption="What the arms change"
      columns={['arm', 'changes']}
      look="text"
      rows={arms.map(({ name, differences }) => [name, changesText(differences)])}
    />
  );
}

function VariantTable({
  forecast: { variants, slotSeconds },
}: {
  readonly forecast: StudyForecast;
}) {
  const caption = plural(variants.length, 'variant');
  return (
    <>
      <ScrollBox label={caption}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {['variant', 'trials', 'parameters', 'epochs at most', 'time of a trial'].map(
                (name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {variants.map((one) => (
              <tr key={one.name}>
                <th scope="row">{one.name}</th>
                <td>{count(one.trials)}</td>
                <td>{count(one.parameters)}</td>
                <td>{count(one.epochsAtMost)}</td>
                <td>{one.secondsPerTrial === null ? dash : duration(one.secondsPerTrial)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {slotSeconds === null && (
        <p className="quiet">A time is known once a trial with the same network has ended here.</p>
      )}
    </>
  );
}

function sizeText(bytes: number): string {
  const mib = bytes / 2 ** 20;
  return mib < 1024 ? `${mib.toFixed(mib < 10 ? 1 : 0)} MiB` : `${(mib / 1024).toFixed(1)} GiB`;
}
