/*
 * The reference of the study file, out of its JSON Schema: a table for each object, with what each key
 * means, what it takes, its unit and its default.
 */

/** What the end of a key says about its unit. */
const units = [
  [/Px$/, 'pixels'],
  [/Degrees$/, 'degrees'],
  [/Points$/, 'points'],
  [/([eE]pochs|patience|cooldown)$/, 'epochs'],
  [/([sS]hare|ScaleMin|Rate|[dD]ropout)$/, 'share'],
  [/^(batchSize|images)$/, 'images'],
  [/^threads$/, 'threads'],
  [/Hours$/, 'hours'],
  [/Cost$/, 'currency of the fleet policy'],
];

/** Laid over what has its section already, or of the same shape. */
const sameAsAbove = /(overrides|^stages\[\]\.arms)$/;

const unitExceptions = /[lL]earningRate$/;

/** @param schema as `studyJsonSchema` gives it */
export function studyFileReference(schema) {
  return [
    '# Study file',
    '',
    'A study is one YAML or JSON file. Keys that are left out have the defaults below; unknown keys are refused with the nearest known one. `crossfold study schema` writes the schema by which editors complete and check the file, and `crossfold study show STUDY --config` lists every setting that a study trains with. Any key below `baseline` but its name can be varied by arms, with its path from there: `training.batchSize`.',
    '',
    ...section(schema, ''),
  ].join('\n');
}

function section(node, path) {
  const rows = Object.entries(node.properties ?? {});
  const required = new Set(node.required ?? []);
  const table =
    rows.length === 0
      ? []
      : [
          '| key | values | unit | default | meaning |',
          '| --- | --- | --- | --- | --- |',
          ...rows.map(([key, member]) => row(key, member, required.has(key), path)),
          '',
        ];
  return [...table, ...rows.flatMap(([key, member]) => inner(member, join(path, key)))];
}

function row(key, member, isRequired, path) {
  const cells = [
    `\`${key}\``,
    valuesOf(member),
    unitOf(key, member),
    defaultOf(member, isRequired),
    meaningOf(member, join(path, key)),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Sections of the objects that a key holds: its own, those of a list, and each choice of a union. */
function inner(member, path) {
  if (sameAsAbove.test(path)) return [];
  const holder = member.items ?? member;
  const own = member.items ? `${path}[]` : path;
  const branches = branchesOf(holder);
  const objects = branches.filter(({ properties }) => properties);
  const lists = branches.filter((branch) => branch.items && branch !== holder);
  const maps = branches.filter((branch) => valuesOfMap(branch));
  return [
    ...maps.flatMap((branch) => inner(valuesOfMap(branch), `${own}.FIELD`)),
    ...objects.flatMap((branch) => [
      `## ${own}${choiceOf(branch)}`,
      '',
      ...(branch.description && branch !== holder ? [branch.description, ''] : []),
      ...section(branch, own),
    ]),
    ...lists.flatMap((list) => inner(list, own)),
  ];
}

/** Of an object whose keys are free, such as paths of fields. */
function valuesOfMap({ additionalProperties }) {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** By which name or source a branch is chosen. */
function choiceOf({ properties }) {
  const [key, value] =
    Object.entries(properties).find(([, member]) => member.const !== undefined) ?? [];
  return key === 'name' || key === 'from' ? `: ${value.const}` : '';
}

function branchesOf(node) {
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return branches.length === 0 ? [node] : branches.flatMap(branchesOf);
}

function valuesOf(member) {
  return [...new Set(branchesOf(member).map(valueOf))].join(' or ');
}

function valueOf(node) {
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.enum) return node.enum.map((value) => `\`${value}\``).join(', ');
  if (node.type === 'array') return `list${countOf(node)} of: ${valuesOf(node.items ?? {})}`;
  if (valuesOfMap(node)) return 'object of fields, each with its values';
  if (node.type === 'object') return node.properties ? 'object, below' : 'object';
  if (node.type === 'integer') return `whole number${rangeOf(node)}`;
  if (node.type === 'number') return `number${rangeOf(node)}`;
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.type === 'null') return '`null`';
  if (node.type === 'string') return 'text';
  return 'any value';
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  // Those that JavaScript has are no bounds of the file.
  const least = Math.abs(minimum) === Number.MAX_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const low = exclusiveMinimum === undefined ? least : `> ${exclusiveMinimum}`;
  const high = exclusiveMaximum === undefined ? most : `< ${exclusiveMaximum}`;
  if (low === undefined && high === undefined) return '';
  if (high === undefined) return exclusiveMinimum === undefined ? `, from ${low}` : `, ${low}`;
  return low === undefined ? `, to ${high}` : `, ${low} … ${high}`;
}

function countOf({ minItems, maxItems }) {
  if (minItems === undefined && maxItems === undefined) return '';
  if (maxItems === undefined) return ` (${minItems} or more)`;
  return ` (${minItems ?? 0} … ${maxItems})`;
}

function unitOf(key, member) {
  const isNumber = branchesOf(member).some(({ type }) => type === 'integer' || type === 'number');
  if (!isNumber || unitExceptions.test(key)) return '';
  return units.find(([pattern]) => pattern.test(key))?.[1] ?? '';
}

function defaultOf(member, isRequired) {
  if (isRequired) return '**required**';
  if (member.default === undefined) return '';
  const isLong = typeof member.default === 'object' && member.default !== null;
  if (!isLong || Array.isArray(member.default)) {
    const text = JSON.stringify(member.default);
    return text.length > 60 ? 'see below' : `\`${text}\``;
  }
  return Object.keys(member.default).length === 0 ? 'its defaults' : 'see below';
}

/** @throws Error for a key that nobody has described */
function meaningOf(member, path) {
  const described =
    member.description ?? branchesOf(member).find(({ description }) => description)?.description;
  // What follows from the choice stands at its section.
  const choice =
    member.const && `Chooses \`${member.const}\` for \`${path.replace(/\.\w+$/, '')}\`.`;
  const meaning = described ?? choice;
  if (meaning) return meaning;
  throw new Error(`expected a description of ${path} in the study file, got none`);
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function join(path, key) {
  return path === '' ? key : `${path}.${key}`;
}
