import { useId, useRef, useState } from 'react';
import '../styles/copy.css';

export interface CopyForm {
  readonly title: string;
  readonly text: () => string | Promise<string>;
}

const saidMs = 2000;

/** A button that opens a list of forms; the chosen one goes to the clipboard. */
export function CopyMenu({
  what,
  forms,
}: {
  /** For screen readers: what is copied. */
  readonly what: string;
  readonly forms: readonly CopyForm[];
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const copy = async (form: CopyForm) => {
    list.current?.hidePopover();
    const isCopied = await writeClipboard(await form.text());
    setSaid(isCopied ? `Copied as ${form.title}` : 'The browser refuses to copy');
    setTimeout(() => {
      setSaid('');
    }, saidMs);
  };
  return (
    <span className="copy">
      <button type="button" className="small" popoverTarget={id} aria-label={`Copy ${what}`}>
        Copy
      </button>
      <div id={id} ref={list} popover="auto" className="menu">
        {forms.map((form) => (
          <button key={form.title} type="button" onClick={() => void copy(form)}>
            {form.title}
          </button>
        ))}
      </div>
      <span className="said" role="status">
        {said}
      </span>
    </span>
  );
}

/** Browsers give the clipboard to pages of a safe origin alone; elsewhere a selection is copied. */
async function writeClipboard(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}
