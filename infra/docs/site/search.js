/* Finds headings and paragraphs with all words that are typed. `searchIndex` is a script of its own, so that the site works from a folder. */
const input = document.getElementById('search');
const found = document.getElementById('found');
const most = 20;

input.addEventListener('input', show);
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  }
  if (event.key === 'Escape') found.hidden = true;
});

function show() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hits =
    words.length === 0 ? [] : globalThis.searchIndex.filter((entry) => fits(entry, words));
  hits.sort((a, b) => rank(a, words) - rank(b, words));
  found.replaceChildren(...hits.slice(0, most).map(item));
  found.hidden = hits.length === 0;
}

function fits({ page, heading, text }, words) {
  const all = `${page} ${heading} ${text}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

/** What the heading says comes before what the text does. */
function rank({ heading }, words) {
  return words.every((word) => heading.toLowerCase().includes(word)) ? 0 : 1;
}

function item({ page, heading, file }) {
  const link = document.createElement('a');
  link.href = document.body.dataset.root + file;
  link.append(heading, ' ');
  const small = document.createElement('small');
  small.textContent = page;
  link.append(small);
  const line = document.createElement('li');
  line.append(link);
  return line;
}
