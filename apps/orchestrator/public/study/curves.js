/** @import { EpochRecord } from '@crossfold/contracts' */
import { curveChart } from '../chart/curve-chart.js';
import { fittedFigure } from '../chart/fitted.js';
import { element, table } from '../element.js';
import { percent } from '../format.js';

/**
 * Loss and balanced accuracy of a trial by epoch, as drawings and as figures.
 *
 * @param {readonly EpochRecord[]} history at least one epoch
 * @param {boolean} isOpen whether the table of figures is unfolded
 */
export function trialCurves(history, isOpen) {
  const epochs = history.map(({ epoch }) => epoch);
  const stages = history
    .filter(({ stage }, i) => history[i - 1]?.stage !== stage)
    .slice(1)
    .map(({ epoch, stage }) => ({ epoch, name: stage }));
  const training = values('training', 'training', history, (record) => record.trainLoss);
  const validation = values('validation', 'validation', history, (record) => record.validationLoss);
  const balanced = values(
    'validation',
    'validation',
    history,
    (record) => 100 * record.validationBalancedAccuracy,
  );
  return element('div', {}, [
    element('div', { class: 'charts' }, [
      fittedFigure(
        (widthPx) =>
          curveChart({
            title: 'Loss by epoch',
            unit: 'loss',
            epochs,
            stages,
            widthPx,
            top: null,
            series: [training, validation],
          }),
        [legend('Loss', ['training', 'validation'])],
      ),
      fittedFigure(
        (widthPx) =>
          curveChart({
            title: 'Balanced accuracy by epoch',
            unit: 'balanced accuracy (%)',
            epochs,
            stages,
            widthPx,
            top: 100,
            series: [balanced],
          }),
        [legend('Balanced accuracy', ['validation'])],
      ),
    ]),
    figures(history, isOpen),
  ]);
}

/**
 * @param {string} name
 * @param {string} className
 * @param {readonly EpochRecord[]} history
 * @param {(record: EpochRecord) => number} pick
 */
function values(name, className, history, pick) {
  return { name, className, values: history.map(pick) };
}

/**
 * @param {string} title
 * @param {readonly string[]} names
 */
function legend(title, names) {
  return element('figcaption', {}, [
    element('strong', {}, [title]),
    ...names.map((name) => element('span', { class: `key ${name}` }, [name])),
  ]);
}

/**
 * @param {readonly EpochRecord[]} history
 * @param {boolean} isOpen
 */
function figures(history, isOpen) {
  const rows = history.map((record) => [
    String(record.epoch),
    record.stage,
    record.learningRate.toPrecision(2),
    record.trainLoss.toFixed(4),
    record.validationLoss.toFixed(4),
    percent(record.validationAccuracy),
    percent(record.validationBalancedAccuracy),
  ]);
  return element('details', { open: isOpen ? '' : null }, [
    element('summary', {}, ['Figures of the epochs']),
    table(
      'Epochs: validation is the inner part of the training folds (accuracies in %)',
      [
        ...['epoch', 'stage', 'learning rate', 'training loss', 'validation loss'],
        ...['accuracy', 'balanced accuracy'],
      ],
      rows,
    ),
  ]);
}
