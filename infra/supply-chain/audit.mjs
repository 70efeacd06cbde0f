/*
 * `npm run audit`: known vulnerabilities of what crossfold is installed with, against the list of those
 * that are explained. Ends with 1 where one is not explained, or an explanation is out of date, and
 * with 2 where nothing could be checked: the registry has no list of advisories, or does not answer.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const explanations = new URL('explained-advisories.json', import.meta.url);

/**
 * @param report what `npm audit --json` prints
 * @param explained `{ advisory, package, why }` for each advisory that is accepted
 * @returns `unchecked`, why there is no answer, or null; `problems`, in words
 */
export function judgeAudit(report, explained) {
  if (report?.auditReportVersion === undefined || report.vulnerabilities === undefined) {
    return { unchecked: report?.message ?? 'no report of npm audit', problems: [] };
  }
  const found = new Map();
  for (const { via } of Object.values(report.vulnerabilities)) {
    // A text names another package of the report, which has the advisory.
    for (const one of via.filter((entry) => typeof entry === 'object')) {
      found.set(advisoryOf(one), one);
    }
  }
  const known = new Set(explained.map(({ advisory }) => advisory));
  const problems = [
    ...[...found]
      .filter(([advisory]) => !known.has(advisory))
      .map(
        ([advisory, { name, severity, title }]) => `${advisory}: ${name}: ${severity}: ${title}`,
      ),
    ...explained
      .filter(({ advisory }) => !found.has(advisory))
      .map(
        (row) =>
          `${row.advisory}: ${row.package}: explained, and not found any more: remove the row`,
      ),
  ];
  return { unchecked: null, problems };
}

function advisoryOf({ url, source }) {
  return /GHSA-[\w-]+/.exec(url ?? '')?.[0] ?? String(source);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { stdout } = spawnSync('npm', ['audit', '--omit', 'dev', '--package-lock-only', '--json'], {
    cwd: root,
    encoding: 'utf8',
  });
  const { unchecked, problems } = judgeAudit(
    parse(stdout),
    JSON.parse(readFileSync(explanations, 'utf8')),
  );
  if (unchecked !== null) {
    process.stderr.write(`not checked: ${unchecked}\n`);
    process.stderr.write('remedy: run it where npm reaches a registry with advisories\n');
    process.exitCode = 2;
  } else if (problems.length > 0) {
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    process.stderr.write(
      'remedy: upgrade the package, or explain the advisory in infra/supply-chain/explained-advisories.json\n',
    );
    process.exitCode = 1;
  } else process.stdout.write('no advisory that is not explained\n');
}
