/** @import { Connection } from './client/follow-events.js' */
import { element } from './element.js';
import { clockTime } from './format.js';

/**
 * Whether what the page shows is live, in words.
 *
 * @param {Element} place
 */
export function createConnectionMark(place) {
  return {
    /** @param {Connection | null} connection null when there is nothing to follow */
    show(connection) {
      place.replaceChildren(connection ? markOf(connection) : '');
      place.setAttribute('data-state', connection?.state ?? 'none');
    },
  };
}

/** @param {Connection} connection */
function markOf(connection) {
  if (connection.state === 'live') return element('span', {}, ['live']);
  if (connection.state === 'connecting') return element('span', {}, ['connecting …']);
  const { since, retryAt, tryNow } = connection;
  return element('span', {}, [
    element('strong', {}, ['Connection lost']),
    ` at ${clockTime(since)}: what you see is from then. Next try at ${clockTime(retryAt)}. `,
    element('button', { type: 'button', onclick: tryNow }, ['Try now']),
  ]);
}
