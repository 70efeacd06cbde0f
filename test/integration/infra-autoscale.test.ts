import { join } from 'node:path';
import { fleetDemandSchema, parseLabels } from '@crossfold/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { infraFolder, type KubernetesObject } from '../support/infra-files.js';
import { renderKustomization } from '../support/kustomize.js';
import { demandTrigger, readValue, type MetricsApiTrigger } from '../support/keda-trigger.js';

const root = join(infraFolder, 'kubernetes', 'settings');

/** Who starts workers: the Deployment's ScaledObject, or ScaledJob, each rendered in a setting. */
describe.each([
  ['gpu-keda', 'ScaledObject'],
  ['spot-kueue-dra', 'ScaledJob'],
])('%s', (name, kind) => {
  let objects: KubernetesObject[];
  let trigger: MetricsApiTrigger;
  beforeAll(async () => {
    objects = await renderKustomization(join(root, name));
    trigger = demandTrigger(objects, kind);
  });

  it('asks the orchestrator’s service for a number that it answers with', () => {
    const { hostname, port, pathname } = new URL(trigger.metadata.url);
    const service = objects.find(
      (object) => object.kind === 'Service' && object.metadata.name === 'orchestrator',
    );
    const { namespace } = service?.metadata as { namespace?: string };
    expect(hostname).toBe(`orchestrator.${namespace}.svc`);
    expect(Number(port)).toBe(service?.spec.ports?.[0]?.port);
    expect(pathname).toBe('/api/v1/fleet/demand');
    const answer = { slots: 7, running: 3, waiting: 4, heldBack: 2, offeredSlots: 1 };
    expect(readValue(fleetDemandSchema.parse(answer), trigger.metadata.valueLocation)).toBe(7);
  });

  it('sends the token of the secret that the orchestrator has', () => {
    expect(trigger.metadata.authMode).toBe('bearer');
    const authentication = objects.find(
      (object) =>
        object.kind === 'TriggerAuthentication' &&
        object.metadata.name === trigger.authenticationRef.name,
    );
    const orchestrator = objects.find(
      (object) => object.kind === 'Deployment' && object.metadata.name === 'orchestrator',
    );
    const token = orchestrator?.spec.template?.spec.containers[0]?.env?.find(
      (entry) => entry.name === 'CROSSFOLD_API_TOKEN',
    );
    expect(authentication?.spec).toEqual({
      secretTargetRef: [{ parameter: 'token', ...token?.valueFrom?.secretKeyRef }],
    });
  });
});

it('scales the Deployment that is there, whose number is left to it', async () => {
  const objects = await renderKustomization(join(root, 'gpu-keda'));
  const scaled = objects.find(({ kind }) => kind === 'ScaledObject');
  expect(scaled?.spec).toMatchObject({ scaleTargetRef: { name: 'worker' }, minReplicaCount: 0 });
  const worker = objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'worker',
  );
  expect(worker?.spec).not.toHaveProperty('replicas');
});

it('counts what may run on GPUs of its kind, as workers on its nodes name them', async () => {
  const objects = await renderKustomization(join(root, 'gpu-keda'));
  const { metadata } = demandTrigger(objects, 'ScaledObject');
  const labels = parseLabels(new URL(metadata.url).searchParams.get('class') ?? '');
  const worker = objects.find(
    ({ kind, metadata: { name } }) => kind === 'Deployment' && name === 'worker',
  );
  const { nodeSelector } = worker?.spec.template?.spec as unknown as {
    readonly nodeSelector: Readonly<Record<string, string>>;
  };
  expect(labels).toMatchObject({ gpu: nodeSelector['nvidia.com/gpu.product']?.toLowerCase() });
});

it('has jobs whose template changes do not end those that run', async () => {
  const objects = await renderKustomization(join(root, 'spot-kueue-dra'));
  const scaled = objects.find(({ kind }) => kind === 'ScaledJob');
  // The number counts jobs that run: those of "accurate" would be started twice.
  expect(scaled?.spec).toMatchObject({
    rollout: { strategy: 'gradual' },
    scalingStrategy: { strategy: 'default' },
  });
});
