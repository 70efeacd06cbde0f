import { useRef, type ReactNode } from 'react';
import { CopyMenu } from '../components/copy-menu.js';
import { svgText } from './svg-text.js';
import { useWidth } from './use-width.js';
import '../styles/charts.css';

/** A drawing with its title and caption, made anew for each width that it gets. */
export function Figure({
  title,
  caption,
  draw,
}: {
  readonly title: string;
  readonly caption?: string;
  readonly draw: (widthPx: number) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(box);
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong>
        <CopyMenu
          what={title}
          forms={[{ title: 'SVG', text: () => svgText(box.current?.querySelector('svg') ?? null) }]}
        />
        {caption !== undefined && caption !== '' && <span className="quiet">{caption}</span>}
      </figcaption>
      <div className="drawing" ref={box}>
        {widthPx > 0 && draw(widthPx)}
      </div>
    </figure>
  );
}
