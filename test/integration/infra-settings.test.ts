import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadAppConfig } from '../support/app-settings.js';
import { expectRead, imageNameOf } from '../support/infra-checks.js';
import { infraFolder, type KubernetesObject, type Kustomization } from '../support/infra-files.js';
import { renderKustomization } from '../support/kustomize.js';
import { ensurePythonEnv, kubernetesRequirements, runPython } from '../support/python-env.js';

const root = join(infraFolder, 'kubernetes');
const script = fileURLToPath(new URL('kubernetes_objects.py', import.meta.url));
/** The newest one of the validator; dynamic resource allocation is stable since 1.34. */
const version = '1.37';

interface Job {
  readonly template: NonNullable<KubernetesObject['spec']['template']>;
}

/** A template of pods, whoever makes them. */
function podsOf({ kind, spec }: KubernetesObject) {
  const job = (spec as { readonly jobTargetRef?: Job } | undefined)?.jobTargetRef;
  const template = kind === 'ScaledJob' ? job?.template : spec?.template;
  return template && 'containers' in template.spec ? [template.spec] : [];
}

function find(objects: readonly KubernetesObject[], kind: string, name: string) {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`expected ${kind} ${name}, got none`);
  return found;
}

/** Of KEDA: what a ScaledJob makes is a Job, which Kubernetes knows. */
function asKnown(object: KubernetesObject): unknown[] {
  if (!object.apiVersion.startsWith('keda.sh/')) return [object];
  const job = (object.spec as unknown as { readonly jobTargetRef?: unknown }).jobTargetRef;
  const { metadata } = object;
  return job === undefined ? [] : [{ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: job }];
}

const settings = [
  'base',
  'single-node',
  'gpu',
  'gpu-spot',
  'settings/gateway',
  'settings/gpu-keda',
  'settings/spot-kueue-dra',
];

describe.each(settings)('%s', (name) => {
  let objects: KubernetesObject[];
  beforeAll(async () => {
    objects = await renderKustomization(join(root, name));
  });

  it('is what Kubernetes takes, field by field', async () => {
    const python = await ensurePythonEnv('kubernetes', kubernetesRequirements);
    const asked = { version, objects: objects.flatMap(asKnown) };
    expect(await runPython(python, script, asked)).toEqual({ faults: [] });
    expect(asked.objects.length).toBeGreaterThan(8);
  });

  it('names settings, secrets and volumes that are there', async () => {
    const names = (kind: string) =>
      objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
    const [pods, claims] = [objects.flatMap(podsOf), names('PersistentVolumeClaim')];
    expect(pods.length).toBe(3);
    for (const { containers, volumes = [] } of pods) {
      for (const { env = [], envFrom = [], image, volumeMounts = [] } of containers) {
        for (const { configMapRef, secretRef } of envFrom) {
          if (configMapRef) expect(names('ConfigMap')).toContain(configMapRef.name);
          else expect(secretRef?.name).toBe('crossfold-s3');
        }
        const own = imageNameOf(image);
        if (own)
          await expectRead(
            own,
            env.map(({ name: variable }) => variable),
          );
        const mounted = volumeMounts.map((mount) => mount.name);
        const declared = volumes.map((volume) => volume.name);
        expect([...declared, 'queue']).toEqual(expect.arrayContaining(mounted));
      }
      for (const { persistentVolumeClaim: claim } of volumes as readonly {
        readonly persistentVolumeClaim?: { readonly claimName: string };
      }[]) {
        if (claim) expect(claims).toContain(claim.claimName);
      }
    }
  });
});

it('would not pass a field that Kubernetes does not know', async () => {
  const python = await ensurePythonEnv('kubernetes', kubernetesRequirements);
  const objects = [
    {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaimTemplate',
      metadata: { name: 'gpu' },
      spec: { spec: { devices: { requests: [{ name: 'gpu', deviceClass: 'x' }] } } },
    },
  ];
  const { faults } = await runPython<{ faults: string[] }>(python, script, { version, objects });
  expect(faults.join()).toContain('deviceClass');
});

describe('single-node', () => {
  it('has one store for orchestrator and worker, and needs no bucket', async () => {
    const objects = await renderKustomization(join(root, 'single-node'));
    const map = objects.find(({ kind }) => kind === 'ConfigMap') as unknown as {
      readonly data: Record<string, string>;
    };
    const place = new URL(map.data['CROSSFOLD_STORE'] ?? '').pathname;
    for (const name of ['orchestrator', 'worker']) {
      const [pod] = podsOf(find(objects, 'Deployment', name));
      const mount = pod?.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === place);
      expect(pod?.volumes).toContainEqual({
        name: mount?.name,
        persistentVolumeClaim: { claimName: 'store' },
      });
    }
  });
});

describe('workers without credentials', () => {
  let objects: KubernetesObject[];
  beforeAll(async () => {
    objects = await renderKustomization(join(root, 'settings', 'gateway'));
  });
  const containerOf = (kind: string, name: string) =>
    podsOf(find(objects, kind, name))[0]?.containers[0];
  const valuesOf = (name: string) =>
    Object.fromEntries(
      (containerOf('Deployment', name)?.env ?? []).map((variable) => [
        variable.name,
        (variable as { valueFrom?: { secretKeyRef?: { key?: string } } }).valueFrom?.secretKeyRef
          ?.key ?? variable.value,
      ]),
    );

  it('have a token and a user of Redis, and no secret of the bucket', () => {
    const { envFrom = [] } = containerOf('Deployment', 'worker') ?? {};
    expect(envFrom.flatMap(({ secretRef }) => secretRef?.name ?? [])).toEqual([]);
    expect(envFrom.length).toBe(1);
    expect(valuesOf('worker')).toMatchObject({
      CROSSFOLD_GATEWAY_URL: 'http://orchestrator:7430',
      CROSSFOLD_STORE: '',
      CROSSFOLD_WORKER_TOKEN: 'token',
      REDIS_URL: 'worker-redis',
    });
  });

  it('are known to the orchestrator and to Valkey', () => {
    const { envFrom = [] } = containerOf('Deployment', 'orchestrator') ?? {};
    expect(envFrom.map(({ secretRef }) => secretRef?.name)).toContain('crossfold-s3');
    expect(valuesOf('orchestrator')).toMatchObject({
      CROSSFOLD_API_TOKEN: 'token',
      CROSSFOLD_WORKER_TOKENS: 'tokens',
      REDIS_URL: 'redis',
    });
    const valkey = containerOf('StatefulSet', 'valkey') as { readonly args?: readonly string[] };
    expect(valkey.args).toEqual(['--aclfile', '/etc/valkey/users.acl']);
  });

  it('start with these settings', async () => {
    const map = objects.find(({ kind }) => kind === 'ConfigMap') as unknown as {
      readonly data: Record<string, string>;
    };
    const own = { ...map.data, ...valuesOf('worker') };
    const secrets = {
      CROSSFOLD_WORKER_TOKEN: 'a-secret-of-16-characters',
      REDIS_URL: 'redis://crossfold-worker:password@valkey:6379',
    };
    const config = await loadAppConfig('worker', { ...own, ...secrets });
    expect(config['store']).toMatchObject({ kind: 'gateway', url: 'http://orchestrator:7430' });
  });
});

describe('spot nodes with Kueue and dynamic resource allocation', () => {
  let objects: KubernetesObject[];
  beforeAll(async () => {
    objects = await renderKustomization(join(root, 'settings', 'spot-kueue-dra'));
  });

  it('has jobs in place of a Deployment, with the pods of the overlay', async () => {
    const deployments = objects.filter(({ kind }) => kind === 'Deployment');
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual(['orchestrator']);
    expect(objects.some(({ kind }) => kind === 'PodDisruptionBudget')).toBe(false);
    const [pod] = podsOf(find(objects, 'ScaledJob', 'worker'));
    const overlay = await renderKustomization(join(root, 'gpu-spot'));
    const [before] = podsOf(find(overlay, 'Deployment', 'worker'));
    expect(pod).toMatchObject({ restartPolicy: 'Never', tolerations: before?.tolerations });
    expect(pod?.terminationGracePeriodSeconds).toBe(before?.terminationGracePeriodSeconds);
    const names = pod?.containers[0]?.env?.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'CROSSFOLD_EXIT_WHEN_IDLE_SECONDS',
        'CROSSFOLD_MAX_LIFETIME_SECONDS',
      ]),
    );
  });

  it('names the queue of Kueue, on each job', () => {
    const { metadata } = find(objects, 'ScaledJob', 'worker');
    expect(metadata).toMatchObject({ labels: { 'kueue.x-k8s.io/queue-name': 'crossfold' } });
  });

  it('claims a GPU once, not of the device plugin as well', () => {
    const [pod] = podsOf(find(objects, 'ScaledJob', 'worker'));
    find(objects, 'ResourceClaimTemplate', 'crossfold-gpu');
    expect(pod).toMatchObject({
      resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'crossfold-gpu' }],
    });
    expect(pod?.containers[0]?.resources).toMatchObject({ claims: [{ name: 'gpu' }] });
    expect(pod?.containers[0]?.resources?.limits).not.toHaveProperty('nvidia.com/gpu');
  });
});

describe('a kustomization of one’s own, as the guide has it', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-own-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('changes images and settings of jobs, too', async () => {
    const guidePath = fileURLToPath(new URL('../../docs/deployment.md', import.meta.url));
    const [, text = ''] = /```yaml\n(apiVersion: kustomize[^]*?)```/.exec(
      await readFile(guidePath, 'utf8'),
    ) ?? ['', ''];
    // Kustomize takes paths from the folder alone.
    const place = relative(folder, root);
    const own = `${text.replaceAll('../crossfold/infra/kubernetes', place)}\ncomponents: [${place}/jobs]\n`;
    const withoutCount = own.replace(/^replicas:.*\n/m, '');
    await writeFile(join(folder, 'kustomization.yaml'), withoutCount);
    const objects = await renderKustomization(folder);
    const [pod] = podsOf(find(objects, 'ScaledJob', 'worker'));
    expect(pod?.containers[0]?.image).toBe('REGISTRY/crossfold/worker-gpu:COMMIT');
    const map = objects.find(({ kind }) => kind === 'ConfigMap');
    expect(pod?.containers[0]?.envFrom?.[0]?.configMapRef?.name).toBe(map?.metadata.name);
    expect(map).toMatchObject({ data: { CROSSFOLD_STORE: 's3://BUCKET/PREFIX' } });
  });
});

describe('folders', () => {
  it('hold no file that their kustomization does not name', async () => {
    const files = await readdir(root, { recursive: true });
    const kustomizations = files.filter((file) => basename(file) === 'kustomization.yaml');
    const named = new Set(kustomizations);
    for (const file of kustomizations) {
      const folder = join(file, '..');
      const read = parse(await readFile(join(root, file), 'utf8')) as Kustomization & {
        readonly configurations?: readonly string[];
      };
      const { resources = [], patches = [], configurations = [] } = read;
      for (const name of [...resources, ...patches.map(({ path }) => path), ...configurations])
        named.add(join(folder, name));
    }
    const yaml = files.filter((file) => file.endsWith('.yaml'));
    expect(yaml.filter((file) => !named.has(file))).toEqual([]);
  });
});
