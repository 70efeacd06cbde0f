import type { KerasLayer } from './keras-layers.js';

/**
 * The layers in the order that Keras's functional models give them, and that its weights files are
 * read by: by depth below the output, the deepest first, and within a depth in the order in which a
 * walk from the output meets them (`map_graph_network` of Keras 3).
 */
export function orderAsKeras(layers: readonly KerasLayer[], output: string): KerasLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const met = new Map<string, number>();
  const finished: KerasLayer[] = [];
  const walk = (name: string) => {
    const layer = byName.get(name);
    if (!layer || met.has(name)) return;
    met.set(name, met.size);
    layer.inputs.forEach(walk);
    finished.push(layer);
  };
  walk(output);
  const depths = new Map<string, number>();
  for (const { name, inputs } of finished.toReversed()) {
    const depth = depths.get(name) ?? 0;
    depths.set(name, depth);
    for (const input of inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0));
  }
  const rank = (numbers: ReadonlyMap<string, number>, { name }: KerasLayer) =>
    numbers.get(name) ?? 0;
  return finished.toSorted(
    (a, b) => rank(depths, b) - rank(depths, a) || rank(met, a) - rank(met, b),
  );
}
