import type { KerasLayer } from './keras-layers.js';

/**
 * Where a `.weights.h5` file of Keras 3 has each layer: in a group that is named after its class and
 * numbered among those of that class, whatever the layer is called; within a container of its own
 * where Keras applications holds it in one.
 *
 * @param layers in Keras's order
 * @param sequentials names of the layers of each container
 * @returns paths such as `layers/conv2d_1` by the names of layers
 */
export function kerasPlaces(
  layers: readonly Pick<KerasLayer, 'name' | 'className'>[],
  sequentials: readonly (readonly string[])[] = [],
): Map<string, string> {
  const used = new Map<string, number>();
  const containers = new Map<readonly string[], string>();
  const place = (folder: string, className: string) => {
    const path = `${folder}/${snakeCase(className)}`;
    const count = used.get(path) ?? 0;
    used.set(path, count + 1);
    return count === 0 ? path : `${path}_${count}`;
  };
  const places = new Map<string, string>();
  for (const { name, className } of layers) {
    const members = sequentials.find((names) => names.includes(name));
    if (members) {
      const container = containers.get(members) ?? place('layers', 'Sequential');
      containers.set(members, container);
      places.set(name, place(`${container}/layers`, className));
    } else places.set(name, place('layers', className));
  }
  return places;
}

/** `Conv2D` is `conv2d`, as Keras names what has no name of its own. */
function snakeCase(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
