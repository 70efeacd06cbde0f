/*
 * The reference of the HTTP API, out of its OpenAPI document: each operation with what it takes and
 * answers. Shapes of bodies are in the document itself, which every server has at /api/openapi.json.
 */

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** @param document OpenAPI 3.1 */
export function apiReference({ info, tags, paths }) {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) =>
      item[method] ? [{ path, method, shared: item.parameters ?? [], ...item[method] }] : [],
    ),
  );
  return [
    '# HTTP API',
    '',
    `${info.description}`,
    '',
    'Shapes of bodies and answers are in the OpenAPI document, which each server has at `/api/openapi.json`; `/api/` shows it, and tries calls.',
    '',
    ...tags.flatMap(({ name, description }) => [
      `## ${name}`,
      '',
      description,
      '',
      ...operations.filter((operation) => operation.tags?.includes(name)).flatMap(section),
    ]),
  ].join('\n');
}

function section({
  path,
  method,
  summary,
  description,
  shared,
  parameters = [],
  requestBody,
  responses,
}) {
  const all = [...shared, ...parameters];
  return [
    `### ${method.toUpperCase()} ${path}`,
    '',
    `${summary}.`,
    '',
    ...(description ? [description, ''] : []),
    ...(requestBody ? [`Body: ${Object.keys(requestBody.content).join(', ')}.`, ''] : []),
    ...(all.length > 0
      ? [
          '| parameter | where | values | meaning |',
          '| --- | --- | --- | --- |',
          ...all.map(parameterRow),
          '',
        ]
      : []),
    `Answers: ${answersOf(responses)}.`,
    '',
  ];
}

function parameterRow({ name, in: where, required, schema = {}, description = '' }) {
  const values = schema.enum?.map((value) => `\`${value}\``).join(', ') ?? schema.type ?? '';
  const need = required && where !== 'path' ? ' (required)' : '';
  const usual = schema.default === undefined ? '' : `, default \`${schema.default}\``;
  const told = description.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return `| \`${name}\`${need} | ${where} | ${values}${usual} | ${told} |`;
}

/** What it may come to; refusals are problem documents, told by their statuses alone. */
function answersOf(responses) {
  const statuses = Object.keys(responses);
  const good = statuses
    .filter((status) => status < '400')
    .map((status) => `${status} ${responses[status].description ?? ''}`.trim().replace(/\.$/, ''));
  const bad = statuses.filter((status) => status >= '400');
  return [...good, ...(bad.length > 0 ? [`problems ${bad.join(', ')}`] : [])].join('; ');
}
