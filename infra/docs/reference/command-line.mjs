/*
 * The reference of the command line, out of the program itself: each command with its usage, arguments,
 * options and examples.
 */

/**
 * @param commands of `describeCommands`, the program first
 * @param exitCodes of `listExitCodes`
 */
export function commandLineReference(commands, exitCodes) {
  const [program, ...others] = commands;
  return [
    '# Command line',
    '',
    '`npx crossfold` in a clone; `crossfold COMMAND --help` says the same as this page. Results are on standard output alone; notes and errors are on standard error.',
    '',
    '## Options of every command',
    '',
    ...optionTable(program.options),
    '## Exit codes',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...exitCodes.map(({ code, meaning }) => `| ${code} | ${cell(meaning)} |`),
    '',
    ...others.flatMap(commandSection),
  ].join('\n');
}

function commandSection(command) {
  const { path, description, usage, examples, commands } = command;
  const [first = ''] = description;
  const sentence = `${first.toUpperCase()}${description.slice(1)}.`;
  return [
    `${path.includes(' ') ? '###' : '##'} crossfold ${path}`,
    '',
    sentence,
    '',
    '```text',
    usage,
    '```',
    '',
    ...(commands.length > 0
      ? [`Commands: ${commands.map((name) => link(`${path} ${name}`, name)).join(', ')}.`, '']
      : []),
    ...argumentTable(command.arguments),
    ...optionTable(command.options),
    ...(examples.length > 0 ? ['```sh', ...examples, '```', ''] : []),
  ];
}

function link(path, name) {
  return `[${name}](#crossfold-${path.replaceAll(' ', '-')})`;
}

function argumentTable(given) {
  const told = given.filter(({ description, choices }) => description !== '' || choices.length > 0);
  if (told.length === 0) return [];
  return [
    '| argument | meaning |',
    '| --- | --- |',
    ...told.map(
      ({ name, description, choices }) =>
        `| \`${name}\` | ${cell(meaningOf(description, choices))} |`,
    ),
    '',
  ];
}

function optionTable(options) {
  if (options.length === 0) return [];
  return [
    '| option | meaning | default |',
    '| --- | --- | --- |',
    ...options.map(({ flags, description, choices, defaultText, mandatory }) => {
      const usual = mandatory ? '**required**' : defaultText === null ? '' : `\`${defaultText}\``;
      return `| \`${flags.replaceAll('|', '\\|')}\` | ${cell(meaningOf(description, choices))} | ${usual} |`;
    }),
    '',
  ];
}

function meaningOf(description, choices) {
  const listed = choices.map((choice) => `\`${choice}\``).join(', ');
  return [description, listed].filter((part) => part !== '').join(': ');
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
