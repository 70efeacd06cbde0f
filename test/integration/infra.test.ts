import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openObjectStore, parseStoreSettings } from '@crossfold/storage';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { loadAppConfig } from '../support/app-settings.js';
import { resolveTarget } from '../support/dockerfile.js';
import {
  expectRead,
  imageNameOf,
  imageNames,
  imagePrograms,
  leavingSeconds,
  type ImageName,
} from '../support/infra-checks.js';
import {
  interpolate,
  readCompose,
  readStages,
  type ComposeService,
} from '../support/infra-files.js';
import { askValkey } from '../support/ask-valkey.js';
import { freePort } from '../support/plain-valkey.js';
import { buildVersitygw } from '../support/versitygw.js';
import { waitUntil } from '../support/wait-until.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stages = await readStages();
const compose = await readCompose();
const deploymentGuide = await readFile(join(root, 'docs', 'deployment.md'), 'utf8');

/** Whether git knows the path: an image must not need what only this machine has. */
function isTracked(path: string): boolean {
  const { stdout } = spawnSync('git', ['ls-files', '--', path], { cwd: root, encoding: 'utf8' });
  return stdout !== '';
}

describe('Dockerfile', () => {
  it('begins with a Node that crossfold supports, named by tag', async () => {
    const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    const least = Number(/>=(\d+)/.exec(engines.node)?.[1]);
    for (const name of imageNames) {
      const major = /^node:(\d+)-[a-z]+-slim$/.exec(resolveTarget(stages, name).baseImage)?.[1];
      expect(Number(major)).toBeGreaterThanOrEqual(least);
    }
  });

  it('copies only what is there', () => {
    const seen = new Set<string>();
    let copied = 0;
    for (const { name, from, instructions } of stages) {
      expect(seen.has(from) || from.startsWith('node:')).toBe(true);
      for (const { flags, rest } of instructions.filter(({ word }) => word === 'COPY')) {
        copied += 1;
        if (flags['from'] !== undefined) expect(seen).toContain(flags['from']);
        else for (const path of rest.split(/\s+/).slice(0, -1)) expect(isTracked(path)).toBe(true);
      }
      seen.add(name);
    }
    expect(copied).toBeGreaterThan(10);
  });

  it.each(imageNames)('%s runs below tini, and not as root', (name) => {
    const target = resolveTarget(stages, name);
    expect(target.entrypoint).toEqual(['tini', '--']);
    expect(target.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(target.stopSignal).toBe('SIGTERM');
  });

  it.each(imageNames)('%s starts its app, which asks for what the image does not say', (name) => {
    const { command, environment } = resolveTarget(stages, name);
    expect(command).toEqual(['node', `apps/${imagePrograms[name][0]}/bundle/main.js`]);
    const run = spawnSync(process.execPath, [join(root, String(command[1]))], {
      env: { PATH: process.env['PATH'], ...environment },
      encoding: 'utf8',
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^error CONFIG_INVALID/);
    expect(run.stderr).toContain('REDIS_URL');
  });

  it.each(imageNames)('%s sets only variables that are read', async (name) => {
    const names = Object.keys(resolveTarget(stages, name).environment);
    expect(names).toContain('NODE_ENV');
    await expectRead(name, names);
  });

  it('sets TensorFlow up for each worker when it is built, and none for the orchestrator', () => {
    const setUp = (name: ImageName) =>
      resolveTarget(stages, name)
        .copies.flatMap(({ flags }) => stages.filter((stage) => stage.name === flags['from']))
        .flatMap(({ instructions }) => instructions)
        .flatMap(({ rest }) => /CROSSFOLD_TENSORFLOW=(\w+) \S+ setup/.exec(rest)?.[1] ?? []);
    expect(new Set(setUp('worker'))).toEqual(new Set(['cpu']));
    expect(new Set(setUp('worker-gpu'))).toEqual(new Set(['gpu']));
    expect(setUp('orchestrator')).toEqual([]);
  });
});

const given = {
  CROSSFOLD_API_TOKEN: 'a-token-of-more-than-16-characters',
  VALKEY_PASSWORD: 'a1b2c3d4e5f6',
};

/** The services that run an image of crossfold, and what their processes find in the environment. */
function ownServices(): [string, ImageName, ComposeService, Record<string, string>][] {
  return Object.entries(compose.services).flatMap(([name, service]) => {
    const image = imageNameOf(service.image);
    if (!image) return [];
    const entries = Object.entries(service.environment ?? {});
    const filled = entries.map(([key, value]) => [key, interpolate(String(value), given)]);
    const environment = {
      ...resolveTarget(stages, image).environment,
      ...(Object.fromEntries(filled) as Record<string, string>),
    };
    return [[name, image, service, environment]];
  });
}

describe('compose.yaml', () => {
  it('runs each image', () => {
    expect(new Set(ownServices().map(([, image]) => image))).toEqual(new Set(imageNames));
  });

  it.each(ownServices())(
    '%s is built from the target that its image names',
    (_, image, service) => {
      if (!service.build) return expect(service.entrypoint).toContain('crossfold');
      const { context, dockerfile, target } = service.build;
      expect(target).toBe(image);
      expect(join(root, 'infra', context, dockerfile)).toBe(
        join(root, 'infra/container/Dockerfile'),
      );
    },
  );

  it.each(ownServices())('%s gets only variables that are read', async (_, image, service) => {
    await expectRead(image, Object.keys(service.environment ?? {}));
  });

  it.each(ownServices())('%s can start with its settings', async (name, image, _, environment) => {
    const app = name === 'cli' ? 'cli' : imagePrograms[image][0];
    const config = await loadAppConfig(app, environment);
    if (app === 'cli') expect(config['url']).toBe('http://orchestrator:7430');
    else expect(config['redisUrl']).toBe(`redis://:${given.VALKEY_PASSWORD}@valkey:6379`);
  });

  it('refuses to start without a token', () => {
    const token = String(compose.services['orchestrator']?.environment?.['CROSSFOLD_API_TOKEN']);
    expect(() => interpolate(token, {})).toThrow('CROSSFOLD_API_TOKEN');
    expect(deploymentGuide).toContain('CROSSFOLD_API_TOKEN');
  });

  it.each(ownServices().filter(([name]) => name !== 'cli'))(
    '%s is given longer to leave than it takes',
    async (_, image, service, environment) => {
      const given = Number(/^(\d+)s$/.exec(service.stop_grace_period ?? '')?.[1]);
      expect(given).toBeGreaterThan(await leavingSeconds(image, environment));
    },
  );

  it.each(ownServices())('%s keeps what the image keeps in volumes', (_, image, service) => {
    const { volumes } = resolveTarget(stages, image);
    for (const mount of service.volumes ?? []) {
      const [source = '', path = ''] = interpolate(mount, {}).split(':');
      if (source.startsWith('.')) continue;
      expect(Object.keys(compose.volumes)).toContain(source);
      expect(volumes).toContain(path);
    }
  });

  it('publishes the port at which the orchestrator listens, to this machine only', () => {
    const { environment } = resolveTarget(stages, 'orchestrator');
    const ports = compose.services['orchestrator']?.ports?.map((port) => interpolate(port, {}));
    expect(ports).toEqual([`127.0.0.1:7430:${environment['CROSSFOLD_PORT']}`]);
  });

  it('starts a Valkey that keeps every job, behind a password that it refuses to go without', async () => {
    const command = compose.services['valkey']?.command ?? [];
    expect(() => command.map((word) => interpolate(word, {}))).toThrow('VALKEY_PASSWORD');
    expect(deploymentGuide).toContain('VALKEY_PASSWORD');
    const words = command.map((word) => interpolate(word, given));
    const bare = words.filter((word) => word !== '--requirepass' && word !== given.VALKEY_PASSWORD);
    expect(words.join(' ')).toContain(`--requirepass ${given.VALKEY_PASSWORD}`);
    const answers = await askValkey(bare);
    expect(answers).toMatchObject({ appendonly: 'yes', 'maxmemory-policy': 'noeviction' });
  });
});

describe('the monitoring of compose', () => {
  const { prometheus, grafana } = compose.services;
  const mounts = [prometheus, grafana].flatMap((service) => service?.volumes ?? []);
  const placeOf = (path: string) => {
    const mount = mounts.find((text) => text.startsWith(`./monitoring/${path}:`));
    return mount?.split(':')[1] ?? '';
  };
  const readFileOf = async (path: string) =>
    parse(await readFile(join(root, 'infra', 'monitoring', path), 'utf8')) as unknown;

  it('mounts files that are there', () => {
    for (const [source = ''] of mounts.map((text) => text.split(':'))) {
      if (source.startsWith('.')) expect(isTracked(join('infra', source)), source).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
  });

  it('asks services that are there, with the token, at the port where workers tell', async () => {
    const config = (await readFileOf('prometheus.yml')) as {
      readonly scrape_configs: readonly {
        readonly authorization?: { readonly credentials_file: string };
        readonly static_configs?: readonly { readonly targets: readonly string[] }[];
        readonly dns_sd_configs?: readonly { readonly names: string[]; readonly port: number }[];
      }[];
      readonly rule_files: readonly string[];
    };
    const [orchestrator, worker] = config.scrape_configs;
    const [secret] = prometheus?.secrets ?? [];
    expect(secret?.target).toBe(orchestrator?.authorization?.credentials_file);
    expect(compose.secrets[secret?.source ?? '']?.environment).toBe('CROSSFOLD_API_TOKEN');
    expect(orchestrator?.static_configs?.[0]?.targets).toEqual(['orchestrator:7430']);
    const [names] = worker?.dns_sd_configs ?? [];
    expect(names?.names.every((name) => name in compose.services)).toBe(true);
    for (const name of ['worker', 'worker-gpu']) {
      const { environment = {} } = compose.services[name] ?? {};
      expect(environment['CROSSFOLD_METRICS_PORT']).toBe(names?.port);
    }
    const folder = dirname(placeOf('prometheus.yml'));
    expect(config.rule_files.map((file) => join(folder, file))).toEqual([placeOf('alerts.yml')]);
    expect(prometheus?.command).toContain(`--config.file=${placeOf('prometheus.yml')}`);
  });

  it('shows dashboards from where they are mounted, to this machine only', async () => {
    const { providers } = (await readFileOf('grafana/provisioning/dashboards/crossfold.yml')) as {
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    };
    expect(providers.map(({ options }) => options.path)).toEqual([placeOf('grafana/dashboards')]);
    const { datasources } = (await readFileOf(
      'grafana/provisioning/datasources/prometheus.yml',
    )) as {
      readonly datasources: readonly { readonly url: string }[];
    };
    expect(datasources.map(({ url }) => url)).toEqual(['http://prometheus:9090']);
    expect(grafana?.ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });
});

describe('the S3 server of compose', () => {
  it('has the bucket that the file makes, and keeps conditional writes', async () => {
    const { s3, bucket } = compose.services;
    const [program, flag, path = ''] = bucket?.command ?? [];
    expect([program, flag]).toEqual(['mkdir', '-p']);
    const [folder, port] = [
      await mkdtemp(join(tmpdir(), 'crossfold-compose-s3-')),
      await freePort(),
    ];
    const own = (word: string) =>
      word.replace(/^\/objects/, folder).replace(/^:7070$/, `127.0.0.1:${port}`);
    await mkdir(own(path), { recursive: true });
    const keys = { AWS_ACCESS_KEY_ID: 'crossfold', AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-test' };
    // The SDK of the store reads them by itself.
    for (const [name, value] of Object.entries(keys)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    const entries = Object.entries(s3?.environment ?? {});
    const env = Object.fromEntries(
      entries.map(([name, value]) => [name, interpolate(String(value), keys)]),
    );
    const server = spawn(await buildVersitygw(), s3?.command?.map(own) ?? [], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: 'ignore',
    });
    const store = openObjectStore(
      parseStoreSettings({
        CROSSFOLD_STORE: `s3://${path.slice('/objects/'.length)}/studies`,
        S3_ENDPOINT: `http://127.0.0.1:${port}`,
        S3_REGION: 'us-east-1',
      }),
    );
    try {
      await waitUntil('the server to serve', () =>
        store.check().then(
          () => true,
          (error: unknown) => {
            if (server.exitCode !== null) throw error;
            return false;
          },
        ),
      );
    } finally {
      await store.close();
      server.kill();
      await once(server, 'exit');
      await rm(folder, { recursive: true });
    }
  });
});

describe('the bill of materials', () => {
  it('names every package with its licence, and NOTICE those that ask for more than a mention', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
      cwd: root,
      maxBuffer: 64 * 2 ** 20,
    });
    const { bomFormat, components } = JSON.parse(stdout) as Sbom;
    expect(bomFormat).toBe('CycloneDX');
    const licences = components.map(({ name, version, licenses = [] }) => ({
      name,
      version,
      text: licenses.map(({ license, expression }) => license?.id ?? license?.name ?? expression),
    }));
    expect(licences.find(({ name }) => name === 'sharp')?.version).toMatch(/^\d/);
    const reciprocal = licences.filter(({ text }) => /\b[AL]?GPL|\bMPL/.test(text.join()));
    const notice = await readFile(join(root, 'NOTICE'), 'utf8');
    expect(reciprocal.map(({ name }) => name)).toContain('@img/sharp-libvips-linux-x64');
    for (const { name } of reciprocal) {
      expect(notice).toContain(name.replace(/sharp-libvips-.*/, 'sharp-libvips-*'));
    }
    expect(await readFile(join(root, 'infra/container/Dockerfile'), 'utf8')).toContain(
      'COPY LICENSE NOTICE',
    );
  });
});

interface Sbom {
  readonly bomFormat: string;
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly licenses?: readonly {
      readonly license?: { readonly id?: string; readonly name?: string };
      readonly expression?: string;
    }[];
  }[];
}
