import { heldValue, isKept, renderBars, type Bar } from './bar.js';
import { ratioOf, spreadOf, type Finding, type SideTimes, type Spread } from './finding.js';
import type { Machine } from './machine.js';

export interface BenchReport {
  readonly command: string;
  readonly date: string;
  readonly machine: Machine;
  readonly threads: number;
  readonly findings: readonly Finding[];
  /** What is held against a number that was set before. */
  readonly bars: readonly Bar[];
  /** What was not compared and why. */
  readonly notes: readonly string[];
}

const nameWidth = 14;

/** The report as people read it. */
export function renderReport(report: BenchReport): string {
  const { machine, findings, bars, notes, command, date, threads } = report;
  const { cpu, cores, vectors, memoryGib, load } = machine;
  return [
    command,
    `${date}; ${cpu}, ${cores} cores, ${vectors.join(' ')}, ${memoryGib} GiB; ${threads} threads each; load ${load.toFixed(1)}`,
    ...(bars.length > 0 ? ['', ...renderBars(bars)] : []),
    ...findings.flatMap(renderFinding),
    ...notes.map((line) => `note: ${line}`),
    '',
  ].join('\n');
}

function renderFinding(finding: Finding): string[] {
  const [ours, ...peers] = finding.sides;
  return [
    '',
    `${finding.what}; turns of each: ${ours.seconds.length}`,
    ...finding.sides.map((side) => renderSide(side, finding.imagesPerTurn)),
    ...peers.map((peer) => `  ${ours.name} / ${peer.name}: ${renderRatio(ratioOf(ours, peer))}`),
  ];
}

function renderSide(side: SideTimes, images: number | null): string {
  const { name, how, seconds, cpuSeconds, peakRssMib } = side;
  const { median, lowerQuartile, upperQuartile } = spreadOf(seconds);
  const perCore =
    images === null || !cpuSeconds
      ? ''
      : `, ${(images / spreadOf(cpuSeconds).median).toPrecision(3)} images per CPU second`;
  const rate = images === null ? '' : `, ${(images / median).toPrecision(3)} images/s${perCore}`;
  const time = `${median.toPrecision(3)} s [${lowerQuartile.toPrecision(3)} – ${upperQuartile.toPrecision(3)}]`;
  return `  ${name.padEnd(nameWidth)} ${time}${rate}, peak ${Math.round(peakRssMib)} MiB (${how})`;
}

function renderRatio({ median, lowerQuartile, upperQuartile }: Spread): string {
  const range = `[${lowerQuartile.toFixed(2)} – ${upperQuartile.toFixed(2)}]`;
  return `${median.toFixed(2)} ${range} times as fast`;
}

/** The report with what follows from the raw times, for machines. */
export function reportDocument(report: BenchReport) {
  return {
    ...report,
    bars: report.bars.map((bar) => ({ ...bar, held: heldValue(bar), isKept: isKept(bar) })),
    findings: report.findings.map((finding) => {
      const [ours, ...peers] = finding.sides;
      return {
        ...finding,
        ratios: peers.map((peer) => ({ peer: peer.name, ...ratioOf(ours, peer) })),
      };
    }),
  };
}
