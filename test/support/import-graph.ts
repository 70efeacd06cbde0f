import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** The file that imports, from the root of the repository. */
  readonly from: string;
  /** A file of the repository, or the name of a package. */
  readonly to: string;
  /** Gone when the code runs. */
  readonly isTypeOnly: boolean;
}

/**
 * Imports of the sources of all packages, tests and fixtures left out. Entries of the workspace's
 * packages are followed to their source files; dynamic imports are left out, since they load late.
 *
 * @param root of the repository
 */
export function readImports(root: string): Import[] {
  const packages = ['libs', 'apps'].flatMap((folder) => list(root, folder));
  const files = packages.flatMap((folder) =>
    readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(folder, 'src', file)),
  );
  const entries = readEntries(root);
  return files
    .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
    .flatMap((file) => importsOf(root, file, entries));
}

function list(root: string, folder: string): string[] {
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

function importsOf(root: string, file: string, entries: ReadonlyMap<string, string>): Import[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = statement.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier)) return [];
    const to = resolve(root, file, specifier.text, entries);
    return [{ from: file, to, isTypeOnly: isTypeOnly(statement) }];
  });
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.every((element) => element.isTypeOnly);
}

function resolve(
  root: string,
  file: string,
  specifier: string,
  entries: ReadonlyMap<string, string>,
): string {
  if (!specifier.startsWith('.')) return entries.get(specifier) ?? specifier;
  const path = join(dirname(file), specifier);
  const sources = [path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx')];
  const found = sources.find((source) => existsSync(join(root, source)));
  if (found !== undefined) return found;
  throw new Error(
    `expected a source file for ${specifier} of ${file}, got none of [${sources.join(', ')}]`,
  );
}

/** Source file of each entry of each package of the workspace, by the name to import it by. */
export function readEntries(root: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const folder of list(root, 'libs')) {
    const path = join(folder, 'package.json');
    const { name, exports } = JSON.parse(readFileSync(join(root, path), 'utf8')) as {
      name: string;
      exports: Record<string, Record<string, string>>;
    };
    for (const [entry, conditions] of Object.entries(exports)) {
      const source = conditions['@crossfold/source'];
      if (source) entries.set(join(name, entry), join(folder, source));
    }
  }
  return entries;
}

/**
 * Groups of nodes that reach each other, of more than one node each.
 *
 * @param edges pairs of nodes
 */
export function findCircles(edges: Iterable<readonly [string, string]>): string[][] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reach = (start: string) => {
    const seen = new Set<string>();
    const stack = [start];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      for (const other of next.get(node) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        stack.push(other);
      }
    }
    return seen;
  };
  const reached = new Map([...next.keys()].map((node) => [node, reach(node)]));
  const circles = new Map<string, string[]>();
  for (const [node, others] of reached) {
    const circle = [...others].filter((other) => reached.get(other)?.has(node)).sort();
    if (circle.length > 1) circles.set(circle.join(), circle);
  }
  return [...circles.values()];
}
