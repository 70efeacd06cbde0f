import { visibleText } from '@crossfold/contracts';

/** Text of any origin as content or as an attribute of HTML or SVG. */
export function escapeMarkup(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element of SVG; numbers are written with the tenth of a pixel. */
export function svgTag(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? tenth(value) : escapeMarkup(value)}"`,
  );
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** @param more attributes, such as `text-anchor` */
export function svgText(
  x: number,
  y: number,
  text: string,
  more: Readonly<Record<string, string | number>> = {},
): string {
  return svgTag('text', { x, y, ...more }, [escapeMarkup(text)]);
}

export function tenth(value: number): string {
  return String(Math.round(value * 10) / 10);
}
