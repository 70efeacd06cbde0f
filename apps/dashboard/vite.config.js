import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** JSX needs no plugin: the compiler of Vite reads it. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Names are relative to the page, so that a proxy may serve it under any path.
  base: './',
  build: {
    outDir: 'bundle',
    emptyOutDir: true,
    target: 'es2022',
    // A content security policy without `unsafe-inline` and `data:` allows files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What is bundled asks for its notices to come along.
    license: { fileName: 'licences.md' },
  },
});
