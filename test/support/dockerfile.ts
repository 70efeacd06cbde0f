interface Instruction {
  readonly word: string;
  /** Flags such as `--from=build`, by name without dashes. */
  readonly flags: Readonly<Record<string, string>>;
  readonly rest: string;
}

export interface Stage {
  readonly name: string;
  /** Another stage, or an image with the variables filled in. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** What a container of a target starts with: its own instructions over those of the stages below. */
export interface Target {
  /** Its own name first, then the stages that it is made from. */
  readonly stages: readonly string[];
  readonly baseImage: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  readonly user: string;
  readonly stopSignal: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly copies: readonly Instruction[];
}

/** Reads the part of the Dockerfile language that the project's file uses; refuses anything else. */
export function parseDockerfile(text: string): Stage[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const instructions = lines.join('\n').replaceAll('\\\n', ' ').split('\n').map(parseInstruction);
  const settings: Record<string, string> = {};
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of instructions) {
    const { word, rest } = instruction;
    if (word === 'FROM') {
      const [, image = '', name = ''] = /^(\S+) AS (\S+)$/.exec(rest) ?? [];
      const from = image.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => settings[key] ?? '');
      if (!name || !from) throw new Error(`expected FROM image AS name, got FROM ${rest}`);
      stages.push({ name, from, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage) stage.instructions.push(instruction);
    else if (word === 'ARG') Object.assign(settings, parsePairs(rest));
    else throw new Error(`expected ARG or FROM first, got ${word}`);
  }
  return stages;
}

function parseInstruction(line: string): Instruction {
  const [, word = '', flagText = '', rest = ''] =
    /^([A-Z]+)((?:\s+--[a-z-]+=\S+)*)\s+(.*)$/.exec(line) ?? [];
  if (!word) throw new Error(`expected an instruction, got ${line}`);
  const flags = [...flagText.matchAll(/--([a-z-]+)=(\S+)/g)].map(([, key, value]) => [key, value]);
  return { word, flags: Object.fromEntries(flags) as Record<string, string>, rest: rest.trim() };
}

/** `A=1 B="two words"`; a name alone has no value. */
function parsePairs(rest: string): Record<string, string> {
  const pairs = [...rest.matchAll(/([\w.]+)(?:=(?:"([^"]*)"|(\S*)))?/g)];
  return Object.fromEntries(
    pairs.flatMap(([, key = '', quoted, plain]) => {
      const value = quoted ?? plain;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

export function resolveTarget(stages: readonly Stage[], name: string): Target {
  const line: Stage[] = [];
  for (let next: string | undefined = name; next !== undefined;) {
    const stage = stages.find((candidate) => candidate.name === next);
    if (stage) line.push(stage);
    next = stage?.from;
  }
  const base = line.at(-1);
  if (!base) throw new Error(`expected a stage ${name}, got none`);
  const all = line.toReversed().flatMap(({ instructions }) => instructions);
  const of = (word: string) => all.filter((instruction) => instruction.word === word);
  const last = (word: string) => of(word).at(-1)?.rest;
  return {
    stages: line.map((stage) => stage.name),
    baseImage: base.from,
    entrypoint: words(last('ENTRYPOINT')),
    command: words(last('CMD')),
    healthCheck: words(/CMD (\[.*\])$/.exec(last('HEALTHCHECK') ?? '')?.[1]),
    user: last('USER') ?? 'root',
    stopSignal: last('STOPSIGNAL') ?? 'SIGTERM',
    environment: Object.assign({}, ...of('ENV').map(({ rest }) => parsePairs(rest))) as Record<
      string,
      string
    >,
    volumes: of('VOLUME').flatMap(({ rest }) => rest.split(/\s+/)),
    copies: of('COPY'),
  };
}

/** The exec form. The other one would start a shell, which hands no signal on. */
function words(text: string | undefined): string[] {
  return text === undefined ? [] : (JSON.parse(text) as string[]);
}
