import { useState } from 'react';
import { Permitted } from '../components/permitted.js';
import { bulkCommands, studiesText, type BulkCommand } from './bulk-commands.js';
import { BulkDialog } from './bulk-dialog.js';

/** Buttons that ask something of every study that is listed, those of all pages. */
export function BulkActions({
  query,
  total,
}: {
  /** Of the list, without an order: pages in an order that changes might miss some. */
  readonly query: string;
  /** Studies that it has, of all pages. */
  readonly total: number;
}) {
  const [command, setCommand] = useState<BulkCommand | null>(null);
  return (
    <>
      {total > 0 && (
        <Permitted need="study.write" to="control studies">
          <div className="controls" role="group" aria-label="Control all that are listed">
            <span className="quiet">{`All that is listed (${studiesText(total)}):`}</span>
            {(Object.keys(bulkCommands) as BulkCommand[]).map((one) => (
              <button
                key={one}
                type="button"
                className="small"
                onClick={() => {
                  setCommand(one);
                }}
              >
                {bulkCommands[one]} …
              </button>
            ))}
          </div>
        </Permitted>
      )}
      {/* Stays when what is asked for takes the last study from the list. */}
      {command && (
        <BulkDialog
          command={command}
          query={query}
          onClose={() => {
            setCommand(null);
          }}
        />
      )}
    </>
  );
}
