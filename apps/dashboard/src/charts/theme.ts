import { useSyncExternalStore } from 'react';

const dark = matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  dark.addEventListener('change', listener);
  return () => {
    dark.removeEventListener('change', listener);
  };
}

/** Whether the ground is dark: what draws on a canvas draws anew when that changes. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () => dark.matches);
}

/** The value of a variable of the style sheet, for what draws on a canvas. */
export function styleValue(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
