/** A way to look at the list of studies, under a name. */
export interface SavedView {
  readonly name: string;
  /** What is wanted, as a query of the API. */
  readonly query: string;
}

/** The views that a browser keeps. */
export interface SavedViews {
  readonly views: readonly SavedView[];
  /** Name of the one that the list begins with; null for all studies. */
  readonly usual: string | null;
}

export const longestViewName = 60;

/** @param json as it was kept; what cannot be read counts as nothing */
export function parseViews(json: string | null): SavedViews {
  const kept = readJson(json);
  const listed = isObject(kept) && Array.isArray(kept['views']) ? (kept['views'] as unknown[]) : [];
  const views = listed.flatMap((view): SavedView[] => {
    if (!isObject(view)) return [];
    const { name, query } = view;
    return typeof name === 'string' && typeof query === 'string' ? [{ name, query }] : [];
  });
  const usual = isObject(kept) ? kept['usual'] : null;
  return { views, usual: views.some(({ name }) => name === usual) ? String(usual) : null };
}

/** One of the same name is replaced where it stands. */
export function withView({ views, usual }: SavedViews, view: SavedView): SavedViews {
  const isKnown = views.some(({ name }) => name === view.name);
  return {
    views: isKnown ? views.map((one) => (one.name === view.name ? view : one)) : [...views, view],
    usual,
  };
}

/** Unchanged where the new name is empty or taken. */
export function renameView({ views, usual }: SavedViews, from: string, to: string): SavedViews {
  const isFree = to !== '' && !views.some(({ name }) => name === to);
  if (!isFree) return { views, usual };
  return {
    views: views.map((one) => (one.name === from ? { ...one, name: to } : one)),
    usual: usual === from ? to : usual,
  };
}

export function withoutView({ views, usual }: SavedViews, name: string): SavedViews {
  return {
    views: views.filter((one) => one.name !== name),
    usual: usual === name ? null : usual,
  };
}

function readJson(json: string | null): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
