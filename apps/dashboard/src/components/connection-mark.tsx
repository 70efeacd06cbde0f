import { useConnection } from '../live/connection.js';
import { clockTime } from '../text/format.js';

/** Whether what the page shows is live, in words. */
export function ConnectionMark() {
  const connection = useConnection();
  return (
    <div id="connection" role="status" data-state={connection?.state ?? 'none'}>
      {connection?.state === 'live' && <span>live</span>}
      {connection?.state === 'connecting' && <span>connecting …</span>}
      {connection?.state === 'lost' && (
        <span>
          <strong>Connection lost</strong>
          {` at ${clockTime(connection.since)}: what you see is from then. Next try at ${clockTime(connection.retryAt)}. `}
          <button type="button" onClick={connection.tryNow}>
            Try now
          </button>
        </span>
      )}
    </div>
  );
}
