import type { TensorMap, HostTensor } from '@crossfold/graph';

const slotPrefix = 'slot/';

/** Name of one slot of a parameter (what its optimiser keeps) among all tensors of a checkpoint. */
export function slotName(slot: string, parameter: string): string {
  return `${slotPrefix}${slot}/${parameter}`;
}

export function isSlotName(name: string): boolean {
  return name.startsWith(slotPrefix);
}

/** The slot that holds a parameter's moving average, where training keeps one. */
export const averageSlot = 'average';

/** The value that is evaluated: the moving average where there is one, else the parameter's own. */
export function evaluatedTensor(tensors: TensorMap, parameter: string): HostTensor | undefined {
  return tensors.get(slotName(averageSlot, parameter)) ?? tensors.get(parameter);
}
