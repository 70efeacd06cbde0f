import { useRef, type ReactNode } from 'react';
import { curlText } from '../api/curl-text.js';
import { CopyMenu } from '../components/copy-menu.js';
import { pngOfSvg } from './png.js';
import { svgText } from './svg-text.js';
import { useWidth } from './use-width.js';
import '../styles/charts.css';

/** A drawing with its title and caption, made anew for each width that it gets. */
export function Figure({
  title,
  caption,
  call,
  draw,
}: {
  readonly title: string;
  readonly caption?: string;
  /** The request of the API that gives the numbers, where it is one: a path under `/api/v1/`. */
  readonly call?: string;
  readonly draw: (widthPx: number) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(box);
  const drawing = () => box.current?.querySelector('svg') ?? null;
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong>
        <CopyMenu
          what={title}
          forms={[
            { title: 'SVG', text: () => svgText(drawing()) },
            { title: 'PNG', picture: () => pngOfSvg(drawing()) },
            ...(call === undefined ? [] : [{ title: 'API call', text: () => curlText(call) }]),
          ]}
        />
        {caption !== undefined && caption !== '' && <span className="quiet">{caption}</span>}
      </figcaption>
      <div className="drawing" ref={box}>
        {widthPx > 0 && draw(widthPx)}
      </div>
    </figure>
  );
}
