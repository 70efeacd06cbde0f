import { escapeMarkup } from '../svg/mark-up.js';

/** A page that needs nothing else: opens from a disk, in light and dark, and prints. */
export function htmlPage(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${styles}</style>
</head>
<body>
${parts.join('\n')}
</body>
</html>
`;
}

const styles = `
:root { color-scheme: light dark; --text: #1c1f23; --paper: #fff; --soft: #f2f4f6; --line: #d5dae0; --mark: #0072b2 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ed; --paper: #15181c; --soft: #1f242a; --line: #3a424b; --mark: #56b4e9 }
}
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 80rem; color: var(--text); background: var(--paper) }
h1 { margin-bottom: .2rem } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
nav ul { columns: 14rem; padding-left: 1.2rem }
a { color: var(--mark) }
.scroll { overflow-x: auto; margin: 1rem 0 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding: .2rem 0 }
th, td { padding: .2rem .6rem; text-align: left; vertical-align: top }
td { white-space: nowrap }
thead th { border-bottom: 1px solid var(--line) }
.number { text-align: right }
tbody th { font-weight: 400; white-space: nowrap }
tbody tr:nth-child(odd) { background: var(--soft) }
.prose { min-width: 20rem; white-space: normal }
pre { font-size: .85em; line-height: 1.35; white-space: pre-wrap; overflow-wrap: anywhere }
figure { margin: 1rem 0; max-width: 100% }
figure svg, img { max-width: 100%; height: auto }
figcaption { font-size: .95em; max-width: 45rem }
figcaption strong { display: block; font-size: 1.05em }
.pair { display: flex; flex-wrap: wrap; gap: 0 2rem }
.gallery { display: flex; flex-wrap: wrap; gap: .5rem } .gallery figure { margin: 0 }
@media screen and (max-width: 45rem) {
  figure { overflow-x: auto } figure svg { max-width: none }
}
@media print {
  :root { color-scheme: light; --text: #000; --paper: #fff; --soft: #f2f2f2; --line: #bbb; --mark: #0072b2 }
  body { font-size: 9.5pt; padding: 0; max-width: none } nav { display: none }
  .scroll { overflow: visible } table { font-size: 8pt } th, td { padding: .1rem .35rem; overflow-wrap: anywhere }
  td, tbody th { white-space: normal } td.number { overflow-wrap: normal } .prose { min-width: 0 }
  h2, h3, caption { break-after: avoid }
  figure, tr { break-inside: avoid }
}
`;
