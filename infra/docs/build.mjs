/* Builds the documents: `dist/docs`, a folder of plain files. */
import { buildSite } from './build-site.mjs';
import { generatedTexts } from './generated-texts.mjs';
import { root } from './list-pages.mjs';

const outDir = process.argv[2] ?? `${root}dist/docs`;
const rendered = buildSite(outDir, await generatedTexts());
process.stdout.write(`${rendered.size} pages: ${outDir}/index.html\n`);
