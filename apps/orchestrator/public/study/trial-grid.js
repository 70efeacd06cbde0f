/** @import { Study, TrialView } from '@crossfold/contracts' */
import { listPlaces, placeText } from '@crossfold/contracts/page';
import { element, scrollable } from '../element.js';
import { dash, percent } from '../format.js';
import { describeCell, trialTitle } from './trial-cell.js';

/** @typedef {{ button: HTMLButtonElement, row: number, column: number, trial: TrialView }} Cell */

/**
 * The table of trials: a row for each variant, a column for each fold and seed. A change touches
 * one cell and one mean, so that it stays quick with thousands of trials.
 *
 * @param {Study} study
 * @param {Iterable<TrialView>} trials
 * @param {(trialId: string) => void} onSelect
 */
export function createTrialGrid(study, trials, onSelect) {
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  const columns = columnsOf(study);
  const rowOf = new Map(study.variants.map(({ name }, row) => [name, row]));
  const columnOf = new Map(columns.map((at, column) => [keyOf(at), column]));
  /** @type {(Cell | undefined)[][]} */
  const grid = study.variants.map(() => Array.from({ length: columns.length }));
  const means = study.variants.map(() => element('td', { class: 'mean' }, [dash]));
  /** @type {Cell | null} */
  let focusable = null;
  /** @type {Cell | null} */
  let selected = null;

  for (const trial of trials) {
    const row = rowOf.get(trial.variant) ?? -1;
    const column = columnOf.get(keyOf(trial)) ?? -1;
    const attributes = { type: 'button', class: 'cell', tabindex: -1, 'data-trial': trial.trialId };
    const cell = { button: element('button', attributes), row, column, trial };
    cells.set(trial.trialId, cell);
    const cellsOfRow = grid[row];
    if (cellsOfRow) cellsOfRow[column] = cell;
    draw(cell);
  }
  grid.forEach((_, row) => drawMean(row));
  makeFocusable(grid[0]?.[0] ?? null);

  /** @param {number} column set off from the one before when its fold begins */
  function classOf(column) {
    const begins = study.seeds.length > 1 && column % study.seeds.length === 0;
    return { class: begins ? 'begin' : null };
  }

  /** @param {Cell} cell */
  function draw({ button, trial }) {
    const { text, meaning, share } = describeCell(trial);
    button.dataset['state'] = trial.state;
    button.textContent = text;
    button.style.setProperty('--share', share.toFixed(3));
    button.title = `${trialTitle(trial, study)}: ${meaning}`;
    button.setAttribute('aria-label', button.title);
  }

  /** @param {number} row */
  function drawMean(row) {
    const scores = (grid[row] ?? []).flatMap((cell) => cell?.trial.scores?.balancedAccuracy ?? []);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const text = scores.length === 0 ? dash : percent(mean);
    const node = means[row];
    node?.replaceChildren(text, element('small', {}, [` ${scores.length}/${columns.length}`]));
  }

  /** @param {Cell | null} cell */
  function makeFocusable(cell) {
    focusable?.button.setAttribute('tabindex', '-1');
    cell?.button.setAttribute('tabindex', '0');
    focusable = cell;
  }

  /** @param {KeyboardEvent} event */
  function moveFocus(event) {
    const step = arrows[event.key];
    if (!step || !focusable) return;
    const next = grid[focusable.row + step[0]]?.[focusable.column + step[1]];
    event.preventDefault();
    if (!next) return;
    makeFocusable(next);
    next.button.focus();
  }

  const body = element('tbody', {
    onkeydown: moveFocus,
    onclick: (/** @type {MouseEvent} */ { target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button?.dataset['trial']) onSelect(button.dataset['trial']);
    },
  });
  study.variants.forEach(({ name, role }, row) => {
    const label = element('th', { scope: 'row' }, [name]);
    if (role === 'baseline') label.append(element('small', {}, [' baseline']));
    const tds = (grid[row] ?? []).map((cell, column) =>
      element('td', classOf(column), [cell?.button ?? dash]),
    );
    const mean = means[row];
    body.append(element('tr', {}, [label, mean ?? null, ...tds]));
  });
  const caption = 'Trials: balanced accuracy on the outer fold (%)';
  const tableNode = element('table', { class: 'grid' }, [
    element('caption', {}, [caption]),
    headOf(study),
    body,
  ]);

  return {
    node: scrollable(tableNode, caption),
    /** @param {TrialView} trial */
    update(trial) {
      const cell = cells.get(trial.trialId);
      if (!cell) return;
      cell.trial = trial;
      draw(cell);
      if (trial.state === 'succeeded') drawMean(cell.row);
    },
    /** @param {string} trialId */
    select(trialId) {
      selected?.button.removeAttribute('aria-current');
      selected = cells.get(trialId) ?? null;
      selected?.button.setAttribute('aria-current', 'true');
      makeFocusable(selected ?? focusable);
    },
  };
}

/** @type {Readonly<Record<string, readonly [row: number, column: number]>>} */
const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @param {{ repeat: number, fold: number, seed: number }} cell */
function keyOf({ repeat, fold, seed }) {
  return `${repeat} ${fold} ${seed}`;
}

/** @param {Study} study */
function columnsOf({ foldPlan, seeds }) {
  return listPlaces(foldPlan.options).flatMap((place) => seeds.map((seed) => ({ ...place, seed })));
}

/** @param {Study} study */
function headOf(study) {
  const { seeds, foldPlan } = study;
  const several = seeds.length > 1;
  const rows = several ? 2 : 1;
  const folds = listPlaces(foldPlan.options).map((place) =>
    element('th', { scope: several ? 'colgroup' : 'col', colspan: seeds.length }, [
      element('span', {}, [placeText(foldPlan.options, place)]),
    ]),
  );
  const first = element('tr', {}, [
    element('th', { scope: 'col', rowspan: rows }, ['variant']),
    element('th', { scope: 'col', rowspan: rows }, ['mean']),
    ...folds,
  ]);
  if (!several) return element('thead', {}, [first]);
  const seedHeads = columnsOf(study).map(({ seed }) =>
    element('th', { scope: 'col', class: seed === seeds[0] ? 'seed begin' : 'seed' }, [
      `seed ${seed}`,
    ]),
  );
  return element('thead', {}, [first, element('tr', {}, seedHeads)]);
}
