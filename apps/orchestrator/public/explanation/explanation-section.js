/** @import { ClassExplanation, Explanation, ExplanationList, ExplanationView } from '@crossfold/contracts' */
import { requestJson } from '../client/api.js';
import { element, table } from '../element.js';
import { percent, probability, signedPoints } from '../format.js';
import { gallery } from './gallery.js';

const pollMs = 3000;
const minMapSide = 4;
const dash = '–';

/** @type {Record<Explanation['options']['method'], string>} */
const methods = { gradCam: 'Grad-CAM', gradCamPlusPlus: 'Grad-CAM++', hiResCam: 'HiResCAM' };

/**
 * Where the models look: every explanation of a study, also those that are still being made.
 *
 * @param {string} path of the study in the API
 * @param {AbortSignal} signal ends it
 */
export function createExplanationSection(path, signal) {
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
          : endedItem(await requestJson(address, signal), address, shown.size === 0, signal);
      if (known) known.node.replaceWith(fresh);
      else items.append(fresh);
      shown.set(order.number, { state, node: fresh });
    }
    if (shown.size === 0) items.replaceChildren(hint());
    if (explanations.some(({ state }) => state === 'open')) later();
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
 * @param {ExplanationView} view
 * @param {string} address of the explanation in the API
 * @param {boolean} isFirst
 * @param {AbortSignal} signal
 */
function endedItem({ order, explanation, failure }, address, isFirst, signal) {
  if (!explanation) {
    const reason = failure ? `${failure.code}: ${failure.message}` : 'no result';
    return element('p', { class: 'problem' }, [`${titleOf(order)}: ${reason}`]);
  }
  return element('details', { open: isFirst ? '' : null }, [
    element('summary', {}, [titleOf(order)]),
    element(
      'ul',
      {},
      explanation.findings.map((finding) => element('li', {}, [finding])),
    ),
    overlapTable(explanation),
    gallery(explanation.pictures, address, signal),
  ]);
}

/** @param {Explanation} explanation */
function overlapTable({ classes, undecided, mapSize }) {
  // Maps of older explanations say by their size alone whether they tell anything.
  const isTold = undecided === null && Math.min(...mapSize) >= minMapSide;
  return table(
    'Share of the maps inside the lesion (%)',
    [
      'class',
      'images',
      'inside',
      'chance',
      'right',
      'wrong',
      'Δ others',
      'p',
      'loss without background',
      'p of it',
      'outside?',
    ],
    classes.map((row) => classCells(row, isTold)),
  );
}

/**
 * @param {ClassExplanation} row
 * @param {boolean} isTold
 */
function classCells(row, isTold) {
  const { all, right, wrong, comparison } = row;
  const inside = (/** @type {typeof all} */ means) => (means ? percent(means.energyInside) : dash);
  return [
    row.class,
    String(all?.images ?? 0),
    ...[inside(all), all ? percent(all.lesionShare) : dash, inside(right), inside(wrong)],
    ...(comparison
      ? [
          ...[signedPoints(comparison.difference), probability(comparison.adjustedP)],
          ...[signedPoints(comparison.backgroundLoss), probability(comparison.backgroundAdjustedP)],
          outsideText(row, isTold),
        ]
      : [dash, dash, dash, dash, dash]),
  ];
}

/**
 * @param {ClassExplanation} row
 * @param {boolean} isTold
 */
function outsideText({ comparison, isFlagged }, isTold) {
  if (isFlagged) return 'yes';
  if (!isTold) return 'cannot tell';
  return comparison?.looksOutside ? 'maps' : 'no';
}
