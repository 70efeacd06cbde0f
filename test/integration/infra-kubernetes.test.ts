import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAppConfig } from '../support/app-settings.js';
import { askValkey } from '../support/ask-valkey.js';
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
  infraFolder,
  readKubernetes,
  readStages,
  type Container,
  type KubernetesObject,
  type PodSpec,
} from '../support/infra-files.js';
import { startStack, type Stack } from '../support/stack.js';

const guidePath = fileURLToPath(new URL('../../docs/deployment.md', import.meta.url));
const stages = await readStages();
const base = await readKubernetes('base');
const gpu = await readKubernetes('gpu');
const gpuSpot = await readKubernetes('gpu-spot');
const guide = await readFile(guidePath, 'utf8');

interface Pod {
  readonly object: KubernetesObject;
  readonly spec: PodSpec;
  readonly container: Container;
  readonly image: ImageName | undefined;
}

const pods = base.objects.flatMap((object): [string, Pod][] => {
  const spec = object.spec?.template?.spec;
  const container = spec?.containers[0];
  if (!spec || !container) return [];
  const pod = { object, spec, container, image: imageNameOf(container.image) };
  return [[object.metadata.name, pod]];
});
const ownPods = pods.filter(([, { image }]) => image !== undefined);

function find(objects: readonly KubernetesObject[], kind: string): KubernetesObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** Names and values of the shared settings. */
const shared: Record<string, string> = Object.fromEntries(
  (base.kustomization.configMapGenerator ?? []).flatMap(({ literals }) =>
    literals.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  ),
) as Record<string, string>;

function environmentOf(image: ImageName, { env = [] }: Container): Record<string, string> {
  const own = env.map(({ name, value }) => [name, value ?? 'a-secret-of-16-characters']);
  return {
    ...resolveTarget(stages, image).environment,
    ...shared,
    ...(Object.fromEntries(own) as Record<string, string>),
  };
}

describe('kustomizations', () => {
  it('lets gpu and gpu-spot change what is there, to an image that is built', () => {
    expect(gpu.kustomization.resources).toEqual(['../base']);
    expect(gpuSpot.kustomization.resources).toEqual(['../gpu']);
    const [patch] = gpu.objects;
    const target = base.objects.find(
      ({ kind, metadata }) => kind === patch?.kind && metadata.name === patch.metadata.name,
    );
    const container = patch?.spec.template?.spec.containers[0];
    expect(target?.spec.template?.spec.containers[0]?.name).toBe(container?.name);
    expect(imageNameOf(container?.image ?? '')).toBe('worker-gpu');
    expect(container?.resources?.limits?.['nvidia.com/gpu']).toBe(1);
    const tolerated = gpuSpot.objects[0]?.spec.template?.spec.tolerations?.map(({ key }) => key);
    expect(tolerated).toEqual(
      expect.arrayContaining(['nvidia.com/gpu', 'cloud.google.com/gke-spot']),
    );
  });

  it('keeps what Kubernetes sets for services out of the settings', () => {
    for (const [name, { spec }] of pods) expect(spec.enableServiceLinks, name).toBe(false);
  });

  it('has every image built by the Dockerfile', () => {
    const used = ownPods.map(([, { image }]) => image);
    expect(new Set([...used, 'worker-gpu'])).toEqual(new Set(imageNames));
    expect(pods.length - ownPods.length).toBe(1);
  });
});

describe('objects', () => {
  it.each(ownPods)('%s gets only variables that are read', async (_, { image, container }) => {
    const names = container.env?.map(({ name }) => name) ?? [];
    expect(container.envFrom?.some(({ configMapRef }) => configMapRef?.name === 'crossfold')).toBe(
      true,
    );
    await expectRead(image as ImageName, [...names, ...Object.keys(shared)]);
  });

  it.each(ownPods)('%s can start with its settings', async (_, { image, container }) => {
    const name = image as ImageName;
    const config = await loadAppConfig(imagePrograms[name][0], environmentOf(name, container));
    const service = find(base.objects, 'Service').find(
      ({ metadata }) => metadata.name === 'valkey',
    );
    expect(config['redisUrl']).toBe(`redis://valkey:${service?.spec.ports?.[0]?.port}`);
    expect(config['store']).toMatchObject({ kind: 's3' });
  });

  it.each(ownPods)('%s is given longer to leave than it takes', async (_, pod) => {
    const name = pod.image as ImageName;
    const environment = environmentOf(name, pod.container);
    const seconds = await leavingSeconds(name, environment);
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(seconds);
    const patched = gpuSpot.objects[0]?.spec.template?.spec.terminationGracePeriodSeconds;
    if (name === 'worker') expect(patched).toBeGreaterThan(seconds);
  });

  it.each(pods)(
    '%s may do as little as the restricted standard allows',
    (_, { spec, container }) => {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    },
  );

  it.each(ownPods)('%s runs as the user of its image', (_, { image, spec }) => {
    const { runAsUser, runAsGroup } = spec.securityContext;
    expect(`${runAsUser}:${runAsGroup}`).toBe(resolveTarget(stages, image as ImageName).user);
  });

  it.each(pods)('%s mounts volumes that it declares, where the image keeps things', (_, pod) => {
    const claims = pod.object.spec.volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? [];
    const declared = [...(pod.spec.volumes?.map(({ name }) => name) ?? []), ...claims];
    const kept = pod.image ? resolveTarget(stages, pod.image).volumes : ['/data'];
    for (const { name, mountPath } of pod.container.volumeMounts ?? []) {
      expect(declared).toContain(name);
      expect([...kept, '/tmp']).toContain(mountPath);
    }
  });

  it.each(pods)('%s has labels that whoever selects it asks for', (name, { object }) => {
    const labels = object.spec.template?.metadata?.labels;
    expect(object.spec.selector.matchLabels).toEqual(labels);
    const selectors = base.objects
      .filter(({ kind, metadata }) => kind !== object.kind && metadata.name === name)
      .map(
        ({ spec }) => spec.podSelector?.matchLabels ?? spec.selector.matchLabels ?? spec.selector,
      );
    expect(selectors.length).toBeGreaterThan(0);
    for (const selector of selectors) expect(selector).toEqual(labels);
  });

  it('has services that lead to ports with a name', () => {
    const services = find(base.objects, 'Service');
    expect(services.length).toBe(2);
    for (const { metadata, spec } of services) {
      const pod = pods.find(([name]) => name === metadata.name)?.[1];
      const ports = pod?.container.ports ?? [];
      for (const { port, targetPort } of spec.ports ?? []) {
        expect(ports.find(({ name }) => name === targetPort)?.containerPort).toBe(port);
      }
    }
    const { environment } = resolveTarget(stages, 'orchestrator');
    const orchestrator = services.find(({ metadata }) => metadata.name === 'orchestrator');
    expect(String(orchestrator?.spec.ports?.[0]?.port)).toBe(environment['CROSSFOLD_PORT']);
  });

  it('asks for no secret of which the guide does not say how it is made', () => {
    const secrets = pods.flatMap(([, { container }]) => [
      ...(container.envFrom ?? []).map(({ secretRef }) => secretRef?.name),
      ...(container.env ?? []).map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ]);
    const names = new Set(secrets.filter((name) => name !== undefined));
    expect(names).toEqual(new Set(['crossfold-api', 'crossfold-s3']));
    for (const name of names) {
      expect(guide).toMatch(new RegExp(`create secret generic ${name}\\b`));
    }
  });

  it('starts a Valkey that keeps every job', async () => {
    const valkey = pods.find(([name]) => name === 'valkey')?.[1];
    const answers = await askValkey(valkey?.container.command ?? []);
    expect(answers).toMatchObject({ appendonly: 'yes', 'maxmemory-policy': 'noeviction' });
  });
});

describe('probes', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  it('ask the orchestrator for what it answers', async () => {
    const container = pods.find(([name]) => name === 'orchestrator')?.[1].container;
    const probes = [container?.startupProbe, container?.livenessProbe, container?.readinessProbe];
    for (const probe of probes) {
      expect(probe?.httpGet?.port).toBe(container?.ports?.[0]?.name);
      const answer = await fetch(new URL(probe?.httpGet?.path ?? '', stack.api));
      expect(answer.status).toBe(200);
    }
  });

  it('of the image end with 0 while it answers, and with 1 after', async () => {
    const [program, script = ''] = resolveTarget(stages, 'orchestrator').healthCheck;
    expect(program).toBe('node');
    const env = { CROSSFOLD_PORT: new URL(stack.api).port };
    const check = () =>
      spawnSync(process.execPath, [join(infraFolder, '..', script)], { env, encoding: 'utf8' });
    expect(check().status).toBe(0);
    await stack.interruptOrchestrator();
    expect(check().status).toBe(1);
  });
});
