/*
 * Which licences the software may have that crossfold is installed with. `npm run licences` lists all
 * of it with its licence, and ends with 1 where one is not allowed.
 */
import { fileURLToPath } from 'node:url';
import { buildSbom } from './sbom.mjs';

/** Of any package: they ask for a notice at most. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

/** Of these packages alone, and why. */
const allowedOf = [
  {
    packages: /^@img\/sharp-/,
    licence: 'LGPL-3.0-or-later',
    why: 'libvips is loaded as a shared library, which may be replaced',
  },
  { packages: /^h5wasm$/, licence: 'NIST Software', why: 'a notice, as NOTICE has it' },
  { packages: /^dejavu-fonts-ttf$/, licence: 'Bitstream Vera', why: 'a notice, as NOTICE has it' },
  {
    packages: /^nvidia-/,
    licence: 'NVIDIA',
    why: 'fetched by whoever sets a machine with a GPU up, from NVIDIA, under its terms',
  },
];

/** @returns components with a licence that is not allowed, or with none, each with the reason */
export function refusedLicences({ components }) {
  return components.flatMap(({ name, version, licenses = [] }) => {
    const stated = licenses.map(
      ({ license, expression }) => expression ?? license.id ?? license.name,
    );
    if (stated.length === 0) return [`${name} ${version}: states no licence`];
    return stated
      .filter((text) => !isAllowed(name, text))
      .map((text) => `${name} ${version}: ${text}`);
  });
}

/** Of a choice one must be allowed, of licences that hold together each. */
function isAllowed(name, expression) {
  const inner = expression.replace(/^\((.*)\)$/, '$1');
  // Both in one expression say nothing that can be read without a grammar.
  if (/[()]/.test(inner) || (/ OR /.test(inner) && / AND /.test(inner))) return false;
  if (/ OR /.test(inner)) return inner.split(' OR ').some((one) => isAllowed(name, one));
  return inner.split(' AND ').every((one) => allowed.has(one) || isAllowedOf(name, one));
}

function isAllowedOf(name, licence) {
  return allowedOf.some((row) => row.packages.test(name) && row.licence === licence);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sbom = buildSbom();
  for (const { name, version, licenses = [] } of sbom.components) {
    const stated = licenses.map(
      ({ license, expression }) => expression ?? license.id ?? license.name,
    );
    process.stdout.write(`${name} ${version ?? ''}\t${stated.join(', ') || 'none stated'}\n`);
  }
  const refused = refusedLicences(sbom);
  for (const line of refused) process.stderr.write(`not allowed: ${line}\n`);
  if (refused.length > 0) {
    process.stderr.write(
      'remedy: use another package, or allow it in infra/supply-chain/licences.mjs with the reason\n',
    );
    process.exitCode = 1;
  }
}
