/** @import { Interim, InterimVariant, Spread, Study } from '@crossfold/contracts' */
import { nameBeside } from '@crossfold/contracts/page';
import { element, table } from '../element.js';
import { count, dash, percent, signedPoints } from '../format.js';

const columns = ['variant', 'cells', 'balanced accuracy', 'Δ to baseline', 'pairs'];

/**
 * What is known of the answer while a study runs. The rows stay in the order of the study, and an
 * update changes their texts alone, so that nothing moves under the reader.
 *
 * @param {Study} study
 * @param {Interim} first
 */
export function createInterimTable(study, first) {
  const rows = new Map(
    study.variants.map(({ name }) => [
      name,
      columns.slice(1).map(() => element('span', {}, [dash])),
    ]),
  );
  const caption = 'Out of fold, mean ± standard deviation over cells (%); Δ in points over pairs';
  const body = study.variants.map(({ name, role, reference }) => [
    element('span', {}, [
      nameBeside({ name, reference }),
      role === 'baseline' ? element('small', {}, [' baseline']) : null,
    ]),
    ...(rows.get(name) ?? []),
  ]);

  /** @param {Interim} interim */
  function update({ variants }) {
    for (const variant of variants) {
      const texts = textsOf(variant);
      rows.get(variant.name)?.forEach((node, i) => {
        const text = texts[i] ?? dash;
        if (node.textContent !== text) node.textContent = text;
      });
    }
  }

  update(first);
  return {
    node: element('section', { class: 'interim', 'aria-label': 'Interim scores' }, [
      element('h2', {}, ['Interim scores']),
      ...first.notes.map((text) =>
        element('p', { class: text.startsWith('LEAK') ? 'leak' : 'quiet' }, [text]),
      ),
      table(caption, columns, body),
    ]),
    update,
  };
}

/** @param {InterimVariant} variant */
function textsOf({ cells, score, comparison }) {
  const lost = cells.failed + cells.skipped + cells.cancelled;
  const scored = `${count(cells.succeeded)} of ${count(cells.planned)}`;
  return [
    lost > 0 ? `${scored}, ${count(lost)} lost` : scored,
    spreadText(score, percent),
    spreadText(comparison?.difference ?? null, signedPoints),
    comparison ? count(comparison.pairs) : dash,
  ];
}

/**
 * @param {Spread | null} spread
 * @param {(share: number) => string} write
 */
function spreadText(spread, write) {
  if (!spread) return dash;
  return write(spread.mean) + (spread.sd === null ? '' : ` ± ${percent(spread.sd)}`);
}
