/** @param ascending sorted numbers */
export function countBelow(ascending: ArrayLike<number>, value: number): number {
  return firstPlace(ascending, (one) => one >= value);
}

/** @param ascending sorted numbers */
export function countAbove(ascending: ArrayLike<number>, value: number): number {
  return ascending.length - firstPlace(ascending, (one) => one > value);
}

/** Of the first number that is so, as are all after it. */
function firstPlace(ascending: ArrayLike<number>, isSo: (value: number) => boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(ascending[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
