import { svgText } from './svg-text.js';
import { styleValue } from './theme.js';

/** Pixels of a picture for each of the page. */
const density = 2;

/** A drawing as a picture on the ground of the page. */
export async function pngOfSvg(drawing: SVGSVGElement | null): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(drawing))}`;
  await image.decode();
  return pngOf(image, density * image.width, density * image.height);
}

export function pngOfCanvas(canvas: HTMLCanvasElement): Promise<Blob> {
  return pngOf(canvas, canvas.width, canvas.height);
}

function pngOf(source: CanvasImageSource, widthPx: number, heightPx: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = widthPx;
  canvas.height = heightPx;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('expected a canvas to draw on, got none');
  pen.fillStyle = styleValue('--surface');
  pen.fillRect(0, 0, widthPx, heightPx);
  pen.drawImage(source, 0, 0, widthPx, heightPx);
  return new Promise((resolve, reject) => {
    canvas.toBlob((picture) => {
      if (picture) resolve(picture);
      else reject(new Error('expected a picture of the drawing, got none'));
    });
  });
}
