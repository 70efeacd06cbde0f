import { z } from 'zod';
import type { Cloud } from '../process/config.js';

/** How a cloud tells a machine that it is about to be taken away. */
interface CloudNotice {
  /** Of its metadata server. */
  readonly url: string;
  /** @returns what it says, or null where it says nothing of the kind */
  ask(url: string, signal: AbortSignal): Promise<string | null>;
}

/**
 * AWS, spot interruption notices by IMDSv2: nothing (404) until two minutes before. Google Cloud:
 * `TRUE` from 30 s before. Azure, scheduled events: `Preempt` from 30 s before.
 */
export const cloudNotices = {
  aws: {
    url: 'http://169.254.169.254',
    async ask(url, signal) {
      const ttl = { 'X-aws-ec2-metadata-token-ttl-seconds': '60' };
      const session = await fetch(`${url}/latest/api/token`, {
        method: 'PUT',
        headers: ttl,
        signal,
      });
      if (!session.ok) throw unexpected(session);
      const headers = { 'X-aws-ec2-metadata-token': await session.text() };
      const path = '/latest/meta-data/spot/instance-action';
      const answer = await fetch(`${url}${path}`, { headers, signal });
      if (answer.status === 404) return null;
      if (!answer.ok) throw unexpected(answer);
      const { action, time } = awsSchema.parse(await answer.json());
      return `${action} at ${time}`;
    },
  },
  gcp: {
    url: 'http://metadata.google.internal',
    async ask(url, signal) {
      const path = '/computeMetadata/v1/instance/preempted';
      const headers = { 'Metadata-Flavor': 'Google' };
      const answer = await fetch(`${url}${path}`, { headers, signal });
      if (!answer.ok) throw unexpected(answer);
      return (await answer.text()).trim() === 'TRUE' ? 'preempted' : null;
    },
  },
  azure: {
    url: 'http://169.254.169.254',
    async ask(url, signal) {
      const path = '/metadata/scheduledevents?api-version=2020-07-01';
      const answer = await fetch(`${url}${path}`, { headers: { Metadata: 'true' }, signal });
      if (!answer.ok) throw unexpected(answer);
      const { Events: events } = azureSchema.parse(await answer.json());
      const ending = events.find(({ EventType: type }) => azureEnds.has(type));
      return ending ? `${ending.EventType} at ${ending.NotBefore ?? 'once'}` : null;
    },
  },
} as const satisfies Record<Cloud, CloudNotice>;

const awsSchema = z.object({ action: z.string(), time: z.string() });

const azureSchema = z.object({
  Events: z.array(z.object({ EventType: z.string(), NotBefore: z.string().optional() })),
});
const azureEnds: ReadonlySet<string> = new Set(['Preempt', 'Terminate', 'Redeploy', 'Reboot']);

function unexpected({ status, url }: Response): Error {
  return new Error(`expected an answer of ${new URL(url).pathname}, got HTTP ${status}`);
}
