/** @import { Study, StudyDetail, StudyState } from '@crossfold/contracts' */
/** @import { StudyModel } from './study-model.js' */
import { foldsText, isFinalStudyState } from '@crossfold/contracts/page';
import { element } from '../element.js';
import { count, duration, moment, percent, plural } from '../format.js';
import { progressBar } from './progress-bar.js';

const protocols = {
  grouped: 'grouped: a group is never on two sides of a split',
  dedup: 'dedup: one image of each group',
  image: 'image: groups lie on both sides of a split',
};

/** More seeds than this are not listed one by one. */
const maxSeeds = 12;

/** @param {string} state */
export function stateBadge(state) {
  return element('span', { class: 'badge', 'data-state': state }, [state.replaceAll('-', ' ')]);
}

/**
 * What of a study never changes: what it is made from, and whether its folds leak.
 *
 * @param {StudyDetail} detail
 */
export function studyFacts({ submittedAt, study }) {
  const { dataset, foldPlan, seeds, ensemble } = study;
  const { options, leak } = foldPlan;
  const sealed = sealedText(study);
  const facts = [
    ['Data set', `${dataset.name} (${dataset.manifestSha256.slice(0, 12)})`],
    ['Protocol', protocols[options.protocol]],
    ['Folds', `${foldsText(options)} (plan ${foldPlan.sha256.slice(0, 12)})`],
    ['Seeds', seedText(seeds)],
    [
      'Test part',
      ensemble
        ? `${sealed}, for an ensemble of ${[ensemble.variant, ...ensemble.partners].join(' + ')}`
        : sealed,
    ],
    ['Submitted', moment(submittedAt)],
  ];
  return element('div', {}, [
    leakMark(leak),
    element(
      'dl',
      { class: 'facts' },
      facts.map(([name = '', value = '']) =>
        element('div', {}, [element('dt', {}, [name]), element('dd', {}, [value])]),
      ),
    ),
  ]);
}

/**
 * The share that was reached; studies of before it was kept tell only what was asked for.
 *
 * @param {Pick<Study, 'foldPlan' | 'sealedPart'>} study
 */
function sealedText({ foldPlan, sealedPart }) {
  const asked = `${percent(foldPlan.options.sealedShare)} %`;
  if (!sealedPart) return foldPlan.options.sealedShare > 0 ? `${asked} to be sealed` : 'none';
  const { images, planImages } = sealedPart;
  if (images === 0) return 'none';
  return `${images} of ${planImages} images (${percent(images / planImages)} %; ${asked} asked for)`;
}

/** @param {readonly number[]} seeds */
function seedText(seeds) {
  if (seeds.length <= maxSeeds) return seeds.join(', ');
  return `${seeds.length}: ${seeds.slice(0, 3).join(', ')}, …, ${seeds.at(-1)}`;
}

/** @param {StudyDetail['study']['foldPlan']['leak']} leak */
function leakMark({ leakedImages, poolImages }) {
  if (leakedImages === 0) return null;
  const share = Math.round((100 * leakedImages) / poolImages);
  return element('p', { class: 'leak', role: 'note' }, [
    element('strong', {}, ['This plan leaks. ']),
    `${count(leakedImages)} of ${count(poolImages)} test images (${share} %) have their group in training too. The scores are inflated: compare them with no honest ones.`,
  ]);
}

/**
 * What changes while a study runs.
 *
 * @param {StudyModel} model
 */
export function studyStatus(model) {
  const state = model.state();
  return element('div', { class: 'status' }, [
    element('p', {}, [stateBadge(state), ' ', statusText(model, state)]),
    progressBar(model.counts()),
  ]);
}

/** @param {StudyModel} model */
function failureText(model) {
  const { failed, skipped } = model.counts();
  const of = `of ${plural(model.trials.size, 'trial')}`;
  if (failed + skipped === 0) return `The ensemble could not be scored; the report says why.`;
  const skips = skipped > 0 ? ` and ${count(skipped)} skipped` : '';
  return `${count(failed)} failed${skips} ${of}; the report rests on the others.`;
}

/**
 * @param {StudyModel} model
 * @param {StudyState} state
 */
function statusText(model, state) {
  if (model.isCancelling()) return 'Cancelled; the trials that run are being stopped.';
  if (state === 'paused') return 'Paused; its checkpoints are kept until it is resumed.';
  if (model.isPausing()) return 'Paused; the trials that run stop at their next step.';
  const { waiting } = model.detail();
  if (waiting !== null && !isFinalStudyState(state)) return `Time left unknown: ${waiting}.`;
  if (state === 'queued') return 'Waiting for a worker.';
  if (state === 'summarising') {
    const { error } = model.detail();
    if (error) return `No report can be written yet, which is tried again: ${error.message}`;
    const ensemble = model.ensemble();
    return ensemble
      ? `Scoring the ensemble: member ${ensemble.member} of ${ensemble.members}.`
      : 'All trials have ended; the report is being written.';
  }
  const { etaSeconds } = model.detail();
  if (state === 'finished-with-failures') return failureText(model);
  if (isFinalStudyState(state)) return plural(model.trials.size, 'trial');
  return etaSeconds === null
    ? 'Time left: known when the first trial has ended.'
    : `About ${duration(etaSeconds)} left.`;
}
