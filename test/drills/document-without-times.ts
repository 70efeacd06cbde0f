/** What tells when, how fast and by which process something was done: each run has its own. */
const timed: readonly RegExp[] = [
  // Tables and figures of speed and memory; their scores stand in others.
  /<table id="[^"]*trade-off">.*?<\/table>/gs,
  /<figure id="[^"]*trade-off(-latency)?">.*?<\/figure>/gs,
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z| UTC)?)?/g,
  /\d+\.\d+ (?:device )?hours/g,
  /\d+ MB of it before the model/g,
  // The process that opened the sealed part, and its machine.
  /<td>[^<]+-\d+ on [^<]+<\/td>/g,
];

/** A document as two runs of the same study have it. */
export function withoutTimes(html: string): string {
  return timed.reduce((text, pattern) => text.replace(pattern, '…'), html);
}
