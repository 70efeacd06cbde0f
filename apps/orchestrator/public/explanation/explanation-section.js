/** @import { Explanation, ExplanationList, ExplanationView } from '@crossfold/contracts' */
import { requestJson } from '../client/api.js';
import { element } from '../element.js';
import { gallery } from './gallery.js';

const pollMs = 3000;

/** @type {Record<Explanation['options']['method'], string>} */
const methods = { gradCam: 'Grad-CAM', gradCamPlusPlus: 'Grad-CAM++', hiResCam: 'HiResCAM' };

/**
 * Where the models look: every explanation of a study, also those that are still being made.
 *
 * @param {string} path of the study in the API
 * @param {AbortSignal} signal ends it
 * @param {(number: number) => Promise<Element | null>} tableOf an explanation that has ended
 */
export function createExplanationSection(path, signal, tableOf) {
  const items = element('div');
  const node = element('section', { class: 'explanations' }, [
    element('h2', {}, ['Where the models look']),
    items,
  ]);
  /** @type {Map<number, { state: string, node: Element }>} */
  const shown = new Map();

  async function load() {
    /** @type {ExplanationList} */
    const { explanations } = await requestJson(`${path}/explanations`, signal);
    for (const { order, state, progress } of explanations) {
      const known = shown.get(order.number);
      if (known && known.state === state && state !== 'open') continue;
      const address = `${path}/explanations/${order.number}`;
      const fresh =
        state === 'open'
          ? waiting(order, progress)
          : await ended(order.number, await requestJson(address, signal));
      if (known) known.node.replaceWith(fresh);
      else items.append(fresh);
      shown.set(order.number, { state, node: fresh });
    }
    if (shown.size === 0) items.replaceChildren(hint());
    if (explanations.some(({ state }) => state === 'open')) later();
  }

  /**
   * @param {number} number
   * @param {ExplanationView} view
   */
  async function ended(number, { order, explanation, failure }) {
    const address = `${path}/explanations/${number}`;
    if (!explanation) return failedItem(order, failure);
    return element('details', { open: shown.size === 0 ? '' : null }, [
      element('summary', {}, [titleOf(order)]),
      element(
        'ul',
        {},
        explanation.findings.map((finding) => element('li', {}, [finding])),
      ),
      await tableOf(number),
      gallery(explanation.pictures, address, signal),
    ]);
  }

  function later() {
    const timer = setTimeout(() => void load().catch(() => later()), pollMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  return { node, load };
}

function hint() {
  return element('p', { class: 'quiet' }, [
    'Nothing was explained yet: ',
    element('code', {}, ['crossfold explain STUDY']),
    ' draws maps of held-out images.',
  ]);
}

/** @param {ExplanationView['order']} order */
function titleOf({ options: { method, variant, seed, layer } }) {
  return `${methods[method]} of ${variant}, seed ${seed}, layer ${layer}`;
}

/**
 * @param {ExplanationView['order']} order
 * @param {ExplanationView['progress']} progress
 */
function waiting(order, progress) {
  const so = progress ? `${progress.done} of ${progress.total} images` : 'waits for a worker';
  return element('p', { class: 'quiet' }, [`${titleOf(order)}: ${so}`]);
}

/**
 * @param {ExplanationView['order']} order
 * @param {ExplanationView['failure']} failure
 */
function failedItem(order, failure) {
  const reason = failure ? `${failure.code}: ${failure.message}` : 'no result';
  return element('p', { class: 'problem' }, [`${titleOf(order)}: ${reason}`]);
}
