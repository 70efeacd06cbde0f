/** @import { Configuration } from '@crossfold/contracts' */
import { requestJson } from '../client/api.js';
import { element, table } from '../element.js';
import { dash } from '../format.js';

/**
 * The settings that a study trains with, and what its arms change; read when it is opened.
 *
 * @param {string} path of the study in the API
 * @param {AbortSignal} signal
 */
export function createConfigurationSection(path, signal) {
  const body = element('div');
  const details = element('details', { class: 'configuration', ontoggle: () => void load() }, [
    element('summary', {}, ['Configuration']),
    body,
  ]);
  let isLoaded = false;

  async function load() {
    if (isLoaded || !details.open) return;
    isLoaded = true;
    try {
      /** @type {Configuration} */
      const configuration = await requestJson(`${path}/configuration`, signal);
      body.replaceChildren(...tablesOf(configuration));
    } catch (error) {
      isLoaded = false;
      body.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  return { node: details };
}

/** @param {Configuration} configuration */
function tablesOf({ baseline, settings, arms }) {
  const changes = arms.map(({ name, differences }) =>
    table(
      `What ${name} changes`,
      ['setting', baseline, name],
      differences.map((change) => [change.path, change.baseline ?? dash, change.arm ?? dash]),
      'text',
    ),
  );
  const all = table(
    'Every setting of the baseline, defaults too',
    ['setting', baseline],
    settings.map(({ path, value }) => [path, value]),
    'text',
  );
  return [...changes, all];
}
