import { useState } from 'react';

/** Where image files are dropped, or chosen by keyboard. */
export function DropArea({
  isBusy,
  onFiles,
}: {
  readonly isBusy: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const [isOver, setOver] = useState(false);
  return (
    <label
      className="drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!isBusy) onFiles([...event.dataTransfer.files]);
      }}
    >
      <strong>Images to predict</strong>
      <span>Drop up to 16 here, or choose them. JPEG, PNG, WebP, TIFF or BMP, 10 MiB each.</span>
      <input
        type="file"
        multiple
        accept="image/*"
        disabled={isBusy}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file may be chosen once more.
          target.value = '';
        }}
      />
    </label>
  );
}
