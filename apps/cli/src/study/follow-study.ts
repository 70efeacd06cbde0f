import {
  isFinalStudyState,
  isFinalTrialState,
  trialStates,
  type StudyEvent,
  type FinalStudyState,
  type TrialState,
} from '@crossfold/contracts';
import type { ApiClient } from '../client/api-client.js';
import type { Terminal } from '../terminal/terminal.js';
import { eventText, progressText, type EventPlace } from './event-text.js';
import { progressLines } from './progress-view.js';
import { createStudyProgress, type StudyProgress } from './study-progress.js';

const redrawMs = 200;
const lookMs = 5000;
/** Of silence, after which a line on a running trial is welcome in a log. */
const quietMs = 10_000;

export interface FollowOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/**
 * Shows a study until it ends.
 *
 * @returns how it ended, or null when `signal` ended the watching
 */
export async function followStudy(
  api: ApiClient,
  studyId: string,
  { terminal, signal }: FollowOptions,
): Promise<FinalStudyState | null> {
  const { control } = await api.study(studyId);
  const { edition } = control;
  const progress = createStudyProgress(await api.listTrials(studyId), control);
  // Both have timers, which would keep the process after an error of the above.
  const look = pollStudy(api, studyId, (waiting) => {
    if (terminal.mode !== 'interactive') terminal.note(`${studyId} waits: ${waiting}`);
  });
  const view = createView(studyId, terminal, progress, look);
  try {
    const events = api.events(studyId, AbortSignal.any([signal, look.ended]), edition);
    for await (const event of events) {
      view.show(event);
      if (event.type === 'study.controlled') progress.replace(await api.listTrials(studyId));
      if (isEnd(event, edition)) return event.state;
    }
    return signal.aborted ? null : look.endState();
  } finally {
    view.close();
    look.close();
  }
}

type EndEvent = Extract<StudyEvent, { type: 'study.finished' }>;

/** A study whose trials were tried again had an end before, which the events still tell. */
function isEnd(event: StudyEvent, edition: number): event is EndEvent {
  return event.type === 'study.finished' && (event.edition ?? 1) >= edition;
}

/**
 * Events are no record: a queue store that was lost takes them with it. So the study itself is
 * looked at too; the second time that it is found at its end, no event is waited for any more.
 *
 * @param onWaiting is told once why nothing goes on, when two looks have found it
 */
function pollStudy(
  api: ApiClient,
  studyId: string,
  onWaiting: (waiting: string) => void,
): Look & { ended: AbortSignal; endState: () => FinalStudyState | null; close: () => void } {
  const ended = new AbortController();
  let etaSeconds: number | null = null;
  let waiting: string | null = null;
  let told: string | null = null;
  let endState: FinalStudyState | null = null;
  const look = async () => {
    // A look that fails is repeated in a moment; that the server is gone, the events will tell.
    const study = await api.study(studyId).catch(() => null);
    if (study === null) return;
    etaSeconds = study.etaSeconds;
    // A worker that was started with the stack is connected a moment later: once is no news.
    if (waiting !== null && study.waiting === waiting && waiting !== told) {
      onWaiting(waiting);
      told = waiting;
    }
    waiting = study.waiting;
    if (endState !== null) ended.abort();
    if (isFinalStudyState(study.state)) endState = study.state;
  };
  const timer = setInterval(() => void look(), lookMs);
  void look();
  return {
    ended: ended.signal,
    etaSeconds: () => etaSeconds,
    waiting: () => waiting,
    endState: () => endState,
    close: () => {
      clearInterval(timer);
    },
  };
}

/** What was found when the study was looked at last. */
interface Look {
  readonly etaSeconds: () => number | null;
  /** Why nothing goes on. */
  readonly waiting: () => string | null;
}

interface View {
  show(event: StudyEvent): void;
  close(): void;
}

function createView(
  studyId: string,
  terminal: Terminal,
  progress: StudyProgress,
  look: Look,
): View {
  if (terminal.mode === 'interactive') return screenView(studyId, terminal, progress, look);
  const show =
    terminal.mode === 'plain'
      ? plainShow(terminal, progress, look.etaSeconds)
      : (event: StudyEvent) => {
          terminal.emit(event);
        };
  return { show, close: () => undefined };
}

function plainShow(
  terminal: Terminal,
  progress: StudyProgress,
  etaSeconds: () => number | null,
): View['show'] {
  // A clock that is set would lie about the silence.
  let lastAtMs = performance.now();
  return (event) => {
    progress.apply(event);
    const isWelcome = event.type === 'trial.progress' && performance.now() - lastAtMs >= quietMs;
    const place = placeOf(event, progress, etaSeconds());
    const text = isWelcome ? progressText(event, place) : eventText(event, place);
    if (text === null) return;
    terminal.print(text);
    lastAtMs = performance.now();
  };
}

function placeOf(
  event: StudyEvent,
  progress: StudyProgress,
  etaSeconds: number | null,
): EventPlace {
  const counts = progress.counts();
  const countOf = (states: readonly TrialState[]) =>
    states.reduce((sum, state) => sum + counts[state], 0);
  return {
    epochs: 'trialId' in event ? (progress.trial(event.trialId)?.epochs ?? null) : null,
    ended: countOf(trialStates.filter(isFinalTrialState)),
    trials: countOf(trialStates),
    etaSeconds,
  };
}

/** Redraws on a timer, not with each event: a hundred trials send many. */
function screenView(
  studyId: string,
  terminal: Terminal,
  progress: StudyProgress,
  look: Look,
): View {
  const timer = setInterval(() => {
    const [etaSeconds, waiting] = [look.etaSeconds(), look.waiting()];
    const options = { studyId, etaSeconds, waiting, rows: terminal.size.rows };
    terminal.live.draw(progressLines(progress, options));
  }, redrawMs);
  return {
    show(event) {
      progress.apply(event);
      const isNews = event.type === 'trial.failed' || event.type === 'trial.skipped';
      if (isNews) terminal.print(eventText(event) ?? '');
    },
    close() {
      clearInterval(timer);
      terminal.live.clear();
    },
  };
}
