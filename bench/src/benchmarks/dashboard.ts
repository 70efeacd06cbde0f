import { AppError } from '@crossfold/contracts';
import type { Browser } from 'playwright-core';
import { secondsOf } from '../harness/answer.js';
import type { Bar } from '../harness/bar.js';
import type { Finding, SideTimes } from '../harness/finding.js';
import type { BenchOptions } from '../options.js';
import { findPeers } from '../peers.js';
import { timeAnswers } from '../serving/answers.js';
import { launchChromium } from '../serving/chromium.js';
import type { ComparedDashboard } from '../serving/compared-dashboard.js';
import { assertSizes, fillStore, studySizes, type FilledStore } from '../serving/filled-store.js';
import { startOrchestrator, type Orchestrator } from '../serving/orchestrator.js';
import { timeLiveValues } from '../serving/live-values.js';
import { ownDashboard } from '../serving/own-dashboard.js';
import {
  filterByState,
  openTimed,
  scroll,
  timePage,
  type TimedPage,
} from '../serving/page-times.js';
import { startPeerDashboard } from '../serving/peer-dashboards.js';
import { filterQuestions, listQuestions } from '../serving/questions.js';

const roundsByDefault = 100;
/** Pages are opened once in so many rounds of answers. */
const roundsPerPage = 10;
const scrolledFrames = 300;
const valuesPerVisit = 5;
const megabyte = 1e6;

type Hold = (bar: Bar) => void;

/**
 * What the dashboard's pages ask for and how soon they are there, on a store of hundreds of studies,
 * two of them large; and the dashboards of others on as many trials.
 */
export async function dashboard(
  options: BenchOptions,
  note: (line: string) => void,
  hold: Hold,
): Promise<Finding[]> {
  const { studies, trials } = options;
  assertSizes(studies, trials);
  const rounds = options.rounds ?? roundsByDefault;
  const visits = Math.max(1, Math.round(rounds / roundsPerPage));
  const peers = await findPeers(options.peers, note);
  const browser = await launchChromium();
  const server = await startOrchestrator();
  const others: ComparedDashboard[] = [];
  try {
    const filled = await fillStore(server, studies, trials);
    await holdAnswers(server, filled, rounds, hold);
    await holdPages(server, filled, { browser, visits }, hold);
    const live = await timeLiveValues(server, browser, filled.largest, visits * valuesPerVisit);
    hold({
      what: 'page: a trial of the largest study, end of an epoch until it is on screen',
      unit: 'ms',
      values: live,
      statistic: 'p95',
      below: 1000,
    });
    await holdMemory(server, hold);
    const sizes = studySizes(studies, trials);
    for (const peer of peers) {
      const other = await startPeerDashboard(peer, sizes).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        note(`${peer.name} could not be started and is not compared: ${error.message}`);
        return null;
      });
      if (other) others.push(other);
    }
    const all = [ownDashboard(server, filled.largest), ...others] as const;
    return await compare(all, { browser, visits, trials });
  } finally {
    await browser.close();
    await Promise.all(others.map((other) => other.stop()));
    await server.stop();
  }
}

async function holdAnswers(
  server: Orchestrator,
  filled: FilledStore,
  rounds: number,
  hold: Hold,
): Promise<void> {
  const asked = await listQuestions(server, filled);
  const times = await timeAnswers(server.site(), [...asked, ...filterQuestions], rounds);
  for (const [question, values] of times) {
    const isFilter = filterQuestions.includes(question);
    const below = isFilter ? 100 : 300;
    const what = `answer: ${question.what}`;
    hold({ what, unit: 'ms', values, statistic: 'p95', below });
  }
}

interface Visits {
  readonly browser: Browser;
  readonly visits: number;
}

/** First paints, the filter of the list, and the matrix of the largest study as it is scrolled. */
async function holdPages(
  server: Orchestrator,
  { largest, half }: FilledStore,
  { browser, visits }: Visits,
  hold: Hold,
): Promise<void> {
  const { studyPage, listPage } = ownDashboard(server, largest);
  const pages = {
    'largest study': studyPage,
    'half of it, with its report': { ...studyPage, url: `${server.site()}#/studies/${half}` },
    studies: listPage,
  };
  for (const [name, timed] of Object.entries(pages)) {
    const times = [];
    for (let n = 0; n < visits; n++) times.push(await timePage(browser, timed));
    const held = { unit: 'ms', statistic: 'p95', below: 1000 } as const;
    hold({ what: `page: ${name}, first paint`, values: times.map((t) => t.firstPaint), ...held });
    hold({ what: `page: ${name}, content`, values: times.map((t) => t.shown), ...held });
  }
  const list = await openTimed(browser, listPage);
  const filtering: number[] = [];
  for (let n = 0; n < visits; n++) {
    filtering.push(await filterByState(list.page, 'finished'));
    filtering.push(await filterByState(list.page, ''));
  }
  await list.page.close();
  hold({
    what: 'page: studies, filter by state until it is shown',
    unit: 'ms',
    values: filtering,
    statistic: 'p95',
    below: 100,
  });
  const { page } = await openTimed(browser, studyPage);
  // All pages of trials are there.
  await page.locator('#connection[data-state="live"]').waitFor();
  const tasks: number[] = [];
  const frames: number[] = [];
  for (let n = 0; n < visits; n++) {
    const scrolled = await scroll(page, '.matrix', scrolledFrames);
    tasks.push(scrolled.longestTaskMs);
    frames.push(...scrolled.frames);
  }
  await page.close();
  const what = 'page: matrix of the largest study, scrolled';
  hold({
    what: `${what}, longest task`,
    unit: 'ms',
    values: tasks,
    statistic: 'largest',
    below: 50,
  });
  // 55 frames a second.
  hold({ what: `${what}, frame`, unit: 'ms', values: frames, statistic: 'p95', below: 18.2 });
}

async function holdMemory(server: Orchestrator, hold: Hold): Promise<void> {
  const { resident, peak } = await server.memory();
  const held = { unit: 'MB', statistic: 'largest', below: 500 } as const;
  hold({ what: 'memory: orchestrator, resident', values: [resident / megabyte], ...held });
  hold({ what: 'memory: orchestrator, most so far', values: [peak / megabyte], ...held });
}

type All = readonly [ComparedDashboard, ...ComparedDashboard[]];

/** Ours and the peers in turns: answers, then pages, each of which tells two times. */
async function compare(
  all: All,
  { browser, visits, trials }: Visits & { readonly trials: number },
): Promise<Finding[]> {
  const visit = async (timed: TimedPage) => {
    const { firstPaint, shown } = await timePage(browser, timed);
    return [firstPaint / 1000, shown / 1000];
  };
  const turns: readonly Turn[] = [
    {
      whats: ['answer: list of studies'],
      take: async (one) => [await secondsOf(() => one.readStudies())],
    },
    {
      whats: [`answer: all ${trials} trials of the largest study`],
      take: async (one) => [await secondsOf(() => one.readTrials())],
    },
    {
      whats: ['page: list of studies, first paint', 'page: list of studies, content'],
      take: (one) => visit(one.listPage),
    },
    {
      whats: ['page: largest study, first paint', 'page: largest study, trials on screen'],
      take: (one) => visit(one.studyPage),
    },
  ];
  const findings: Finding[] = [];
  for (const turn of turns) findings.push(...(await takeTurns(turn, all, visits)));
  return findings;
}

interface Turn {
  /** What each of the times is of. */
  readonly whats: readonly string[];
  /** @returns times in seconds */
  readonly take: (one: ComparedDashboard) => Promise<readonly number[]>;
}

/** Ours, peer, ours, peer …; the first turn of each is not counted. */
async function takeTurns(
  { whats, take }: Turn,
  all: All,
  rounds: number,
): Promise<readonly Finding[]> {
  const taken = all.map((): (readonly number[])[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, one] of all.entries()) {
      const times = await take(one);
      if (round >= 0) taken[index]?.push(times);
    }
  }
  const peaks = await Promise.all(all.map((one) => one.peakRssMib()));
  return whats.map((what, place) => {
    const sideOf = (index: number, { name, how }: ComparedDashboard): SideTimes => ({
      name,
      how,
      seconds: (taken[index] ?? []).map((times) => times[place] ?? NaN),
      peakRssMib: peaks[index] ?? NaN,
    });
    const [ours, ...others] = all;
    const sides = others.map((one, index) => sideOf(index + 1, one));
    return { what, imagesPerTurn: null, sides: [sideOf(0, ours), ...sides] };
  });
}
