import { randomStream } from '@crossfold/random';
import { studentCdf, studentQuantile } from './student-t.js';

/** When an arm leaves a race. */
export interface RaceRule {
  /** How many of the best are to be found. */
  readonly keep: number;
  /** Chance that all of those stay to the end, over all looks. */
  readonly confidence: number;
  /** Cells before the first look; two at least. */
  readonly minCells: number;
  /** Cells that each racer has when the study ends. */
  readonly plannedCells: number;
  /** All that race, those that have left among them. */
  readonly racers: number;
}

/** Races that are drawn: fewer where each has many scores, so that it takes a fraction of a second. */
const maxRaces = 10_000;
const maxScores = 2_000_000;

/** They are asked for at each look; drawing them anew would give the same. */
const known = new Map<string, readonly number[]>();
const maxKnown = 100;

/**
 * What a p has to be at most at a look, for the confidence to hold over all looks and rivals.
 *
 * The error is shared among looks in proportion to the cells that are left then, which is what a drop
 * saves. How much there is to share depends on how looks and rivals depend on each other: it is drawn,
 * in races of which all end level, the case in which an arm that belongs to the best is dropped most
 * often. Of the drawn races an upper limit of the error is taken, not its estimate; where there are too
 * few for that, the sum of all errors (Bonferroni). See docs/statistics.md.
 */
export function raceThreshold(rule: RaceRule, cells: number): number {
  const key = nameOf(rule);
  const thresholds = known.get(key) ?? drawThresholds(rule);
  if (!known.has(key)) {
    if (known.size >= maxKnown) known.clear();
    known.set(key, thresholds);
  }
  return thresholds[cells - firstLook(rule)] ?? 0;
}

function nameOf({ keep, confidence, minCells, plannedCells, racers }: RaceRule): string {
  return [keep, confidence, minCells, plannedCells, racers].join(' ');
}

/** Cells at the first look. */
export function firstLook({ minCells }: Pick<RaceRule, 'minCells'>): number {
  return Math.max(2, minCells);
}

function drawThresholds(rule: RaceRule): number[] {
  const { keep, confidence, plannedCells, racers } = rule;
  const first = firstLook(rule);
  const left = Array.from({ length: Math.max(0, plannedCells - first) }, (_, look) => {
    return plannedCells - first - look;
  });
  const all = left.reduce((sum, cells) => sum + cells, 0);
  const pairs = Math.max(1, keep * (racers - keep));
  const error = 1 - confidence;
  const scale = Math.max(error / (all * pairs), drawScale(rule, left));
  return left.map((cells) => scale * cells);
}

/**
 * The largest factor of the cells that are left with which no more of the drawn races lose one of their
 * best than may; 0 where too few are drawn to tell.
 */
function drawScale(rule: RaceRule, left: readonly number[]): number {
  const { confidence, plannedCells, racers } = rule;
  const error = 1 - confidence;
  const races = Math.min(maxRaces, Math.floor(maxScores / (racers * plannedCells)));
  const mayLose = Math.floor(races * error - 2 * Math.sqrt(races * error * confidence));
  if (mayLose < 1) return 0;
  const random = randomStream('race thresholds', nameOf(rule));
  const scores = new Float64Array(racers * plannedCells);
  const dfs = left.map((_, look) => (racers - 1) * (firstLook(rule) + look - 1));
  // Beyond the error itself no p matters, and most are.
  const leasts = dfs.map((df) => studentQuantile(confidence, df));
  const scales = Array.from({ length: races }, () => {
    drawLevelRace(scores, plannedCells, () => random.normal());
    const leads = largestLeads(scores, rule);
    return Math.min(
      ...left.map((cells, look) => {
        const [lead = 0, df = 1, least = 0] = [leads[look], dfs[look], leasts[look]];
        return lead < least ? Infinity : studentCdf(-lead, df) / cells;
      }),
    );
  }).sort((a, b) => a - b);
  // With exactly this factor one more would be lost.
  return (scales[mayLose - 1] ?? 0) * (1 - 1e-12);
}

/** Fills in normal scores, [racers][cells], of which each racer has the same mean. */
function drawLevelRace(scores: Float64Array, cells: number, draw: () => number): void {
  for (let start = 0; start < scores.length; start += cells) {
    let sum = 0;
    for (let at = start; at < start + cells; at++) sum += scores[at] = draw();
    for (let at = start; at < start + cells; at++) scores[at] = (scores[at] ?? 0) - sum / cells;
  }
}

/** At each look: how far a rival that is not among the best is ahead of one that is, in standard errors. */
function largestLeads(
  scores: Float64Array,
  { keep, minCells, plannedCells: planned, racers }: RaceRule,
): number[] {
  const leads: number[] = [];
  const sums = new Float64Array(racers);
  const squares = new Float64Array(keep * racers);
  let [all, total, ofCells] = [0, 0, 0];
  for (let b = 1; b < planned; b++) {
    let ofCell = 0;
    for (let racer = 0; racer < racers; racer++) {
      const score = scores[racer * planned + b - 1] ?? 0;
      ofCell += score;
      all += score * score;
      sums[racer] = (sums[racer] ?? 0) + score;
      for (let best = 0; best < keep; best++) {
        const at = best * racers + racer;
        const difference = score - (scores[best * planned + b - 1] ?? 0);
        squares[at] = (squares[at] ?? 0) + difference * difference;
      }
    }
    total += ofCell;
    ofCells += (ofCell * ofCell) / racers;
    if (b < firstLook({ minCells })) continue;
    const ofRacers = sums.reduce((sum, own) => sum + own * own, 0) / b;
    const rest = all - ofRacers - ofCells + (total * total) / (racers * b);
    const pooled = (2 * rest) / ((racers - 1) * (b - 1));
    let largest = 0;
    for (let best = 0; best < keep; best++) {
      for (let rival = keep; rival < racers; rival++) {
        const lead = ((sums[rival] ?? 0) - (sums[best] ?? 0)) / b;
        const own = ((squares[best * racers + rival] ?? 0) - b * lead * lead) / (b - 1);
        const variance = Math.max(own, pooled) * (1 / b - 1 / planned);
        largest = Math.max(largest, lead / Math.sqrt(variance));
      }
    }
    leads.push(largest);
  }
  return leads;
}
