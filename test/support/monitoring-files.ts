import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const monitoringFolder = fileURLToPath(new URL('../../infra/monitoring', import.meta.url));

/** A query of Prometheus, and where it stands. */
export interface NamedQuery {
  readonly place: string;
  readonly expr: string;
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

/** All queries of the dashboards and of the alert rules. */
export async function readQueries(): Promise<NamedQuery[]> {
  const folder = join(monitoringFolder, 'grafana/dashboards');
  const queries: NamedQuery[] = [];
  for (const name of await readdir(folder)) {
    const { panels } = JSON.parse(await readFile(join(folder, name), 'utf8')) as Dashboard;
    for (const { title, targets } of panels) {
      queries.push(...targets.map(({ expr }) => ({ place: `${name}: ${title}`, expr })));
    }
  }
  const { groups } = parse(await readFile(join(monitoringFolder, 'alerts.yml'), 'utf8')) as Rules;
  const alerts = groups.flatMap(({ rules }) => rules);
  return [...queries, ...alerts.map(({ alert, expr }) => ({ place: alert, expr }))];
}

/** Names of metrics in a query: words that are no label, no function and no text. */
export function metricsIn(expr: string): string[] {
  return [...expr.replace(/"[^"]*"/g, '').matchAll(/\b(?:crossfold|process|nodejs)_\w+/g)].map(
    ([name]) => name,
  );
}

/** Labels that a query takes or chooses by, beside the parts of a histogram and what Prometheus adds. */
export function labelsIn(expr: string): string[] {
  const bare = expr.replace(/"[^"]*"/g, '');
  const groups = [...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(/[ ,]+/),
  );
  const chosen = [...bare.matchAll(/(\w+)(?:=~|!~|!=|=)/g)].map(([, name = '']) => name);
  return [...groups, ...chosen].filter((name) => !['', 'le', 'job', 'instance'].includes(name));
}

/** What a process exposes: each name that a query may use, with the labels of its samples. */
export function exposedIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const labels = new Map<string, Set<string>>();
  for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const suffix of suffixes) labels.set(name + suffix, new Set());
  }
  for (const [, name = '', given = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    for (const [, label = ''] of given.matchAll(/(\w+)="/g)) labels.get(name)?.add(label);
  }
  return labels;
}
