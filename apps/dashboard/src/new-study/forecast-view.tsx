import type { Forecast, StudyForecast } from '@crossfold/contracts';
import { Facts } from '../components/facts.js';
import { ScrollBox } from '../components/scroll-box.js';
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
  return (
    <>
      <Facts facts={factsOf(forecast)} />
      <p>
        {sealed
          ? `The sealed part will be opened once: ${plural(sealed.images, 'image')}, ${plural(sealed.models, 'model')}.`
          : 'Nothing sealed is opened.'}
      </p>
      <VariantTable forecast={forecast} />
      {duplicates.length > 0 && (
        <p className="quiet">
          Not trained, since another variant is the same:{' '}
          {duplicates.map(({ name }) => name).join(', ')}.
        </p>
      )}
    </>
  );
}

function factsOf(forecast: StudyForecast): [string, string][] {
  const { trials, same, raceSavesAtMost, images, slotSeconds, weightsBytes, checkpointBytes } =
    forecast;
  return [
    ['Trials', same > 0 ? `${count(trials)}, of them ${count(same)} taken over` : count(trials)],
    ['Slot hours', slotSeconds === null ? 'not known yet' : (slotSeconds / 3600).toFixed(2)],
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
