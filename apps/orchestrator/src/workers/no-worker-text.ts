export function noWorkerText(since: string): string {
  return `no worker connected since ${since.slice(0, 19).replace('T', ' ')} UTC`;
}
