import { useId, useRef, useState } from 'react';
import '../styles/copy.css';

export type CopyForm = { readonly title: string } & (
  | { readonly text: () => string | Promise<string> }
  /** Of type `image/png`. */
  | { readonly picture: () => Promise<Blob> }
);

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
    setSaid(await take(form, what));
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

/** @returns what came of it, for people */
async function take(form: CopyForm, what: string): Promise<string> {
  if ('text' in form) {
    const isCopied = await writeClipboard(await form.text());
    return isCopied ? `Copied as ${form.title}` : 'The browser refuses to copy';
  }
  const picture = form.picture();
  if (await writePicture(picture)) return `Copied as ${form.title}`;
  savePicture(await picture, what);
  return `Saved as ${form.title}`;
}

/** The clipboard takes the promise, so that it still belongs to the click when it is kept. */
async function writePicture(picture: Promise<Blob>): Promise<boolean> {
  if (!window.isSecureContext) return false;
  return navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]).then(
    () => true,
    () => false,
  );
}

function savePicture(picture: Blob, what: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(picture);
  link.download = `${what.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.png`;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, saidMs);
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
