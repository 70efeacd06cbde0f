import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { startSilentProxy } from './silent-proxy.js';

const run = promisify(execFile);

/**
 * Two hosts with a network between them: this one, where servers listen on 127.0.0.1, and another.
 * Where network namespaces may be made, the other is one of them, and the network is a pair of
 * interfaces; elsewhere it is this machine behind proxies that pass nothing on.
 */
export interface TwoHosts {
  readonly network: 'network namespaces' | 'proxies';
  /** Words before the command line of a process that is to run on the other host. */
  readonly launcher: readonly string[];
  /** Host and port at which the other host reaches a port of this one. */
  reach(port: number): Promise<string>;
  /** Nothing passes in either direction any more, and nobody is told; returns what mends it. */
  partition(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

export async function openTwoHosts(): Promise<TwoHosts> {
  return (await openNamespace()) ?? openProxies();
}

async function openNamespace(): Promise<TwoHosts | null> {
  const name = `crossfold-${process.pid}`;
  const [near, far] = [`cf${process.pid}a`, `cf${process.pid}b`];
  // Networks of two hosts in a range that is kept for tests of networks (RFC 2544).
  const third = process.pid % 256;
  const fourth = 4 * (Math.floor(process.pid / 256) % 64);
  const address = (host: number) => `198.18.${third}.${fourth + host}`;
  const ip = (...args: string[]) => run('ip', args);
  const inside = (...args: string[]) => ip('-n', name, ...args);
  try {
    await ip('netns', 'add', name);
    await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
    await ip('address', 'add', `${address(1)}/30`, 'dev', near);
    await ip('link', 'set', near, 'up');
    await inside('address', 'add', `${address(2)}/30`, 'dev', far);
    await inside('link', 'set', far, 'up');
    await inside('link', 'set', 'lo', 'up');
  } catch {
    await ip('netns', 'delete', name).catch(() => undefined);
    return null;
  }
  const doors: Server[] = [];
  return {
    network: 'network namespaces',
    launcher: ['ip', 'netns', 'exec', name],
    async reach(port) {
      const door = await openDoor(address(1), port);
      doors.push(door);
      return `${address(1)}:${(door.address() as AddressInfo).port}`;
    },
    async partition() {
      await ip('link', 'set', near, 'down');
      return async () => void (await ip('link', 'set', near, 'up'));
    },
    async stop() {
      for (const door of doors) door.close();
      // The interfaces go with it.
      await ip('netns', 'delete', name);
    },
  };
}

/** Passes connections to an address of this host on to one of its ports of 127.0.0.1. */
async function openDoor(host: string, target: number): Promise<Server> {
  const server = createServer((outer: Socket) => {
    const inner = connect(target, '127.0.0.1');
    const end = () => {
      outer.destroy();
      inner.destroy();
    };
    for (const side of [outer, inner]) side.on('error', end).on('close', end);
    outer.pipe(inner).pipe(outer);
  }).listen(0, host);
  await once(server, 'listening');
  return server;
}

function openProxies(): TwoHosts {
  const proxies: Awaited<ReturnType<typeof startSilentProxy>>[] = [];
  return {
    network: 'proxies',
    launcher: [],
    async reach(port) {
      const proxy = await startSilentProxy(port);
      proxies.push(proxy);
      return `127.0.0.1:${proxy.port}`;
    },
    partition() {
      const mends = proxies.map((proxy) => proxy.partition());
      return Promise.resolve(() => {
        for (const mend of mends) mend();
        return Promise.resolve();
      });
    },
    async stop() {
      await Promise.all(proxies.map((proxy) => proxy.stop()));
    },
  };
}
