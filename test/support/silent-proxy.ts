import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SilentProxy {
  readonly port: number;
  /**
   * From now on nothing passes through the connections that are open, in either direction, and
   * nobody is told, as where a firewall has forgotten them. New ones work.
   *
   * @returns how many there are
   */
  silence(): number;
  /**
   * The same, and new connections get no answer either; returns what lets them. Those that fell
   * silent stay so.
   */
  partition(): () => void;
  /** Silent connections on which something was sent since. */
  readonly tried: () => number;
  stop(): Promise<void>;
}

/** Passes connections on to a port of this machine. */
export async function startSilentProxy(target: number): Promise<SilentProxy> {
  const open = new Set<Socket>();
  const silent = new Set<Socket>();
  const tried = new Set<Socket>();
  let isParted = false;
  const pass = (near: Socket, to: Socket, bytes: Buffer) => {
    if (silent.has(near)) tried.add(near);
    else to.write(bytes);
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      if (isParted) silent.add(from);
      from.on('data', (bytes) => {
        pass(near, to, bytes);
      });
      from.on('end', () => void (silent.has(near) || to.end()));
      from.on('error', () => undefined);
      from.on('close', () => {
        open.delete(from);
        if (!silent.has(near)) to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const silence = () => {
    for (const socket of open) silent.add(socket);
    return open.size / 2;
  };
  return {
    port: (server.address() as AddressInfo).port,
    tried: () => tried.size,
    silence,
    partition() {
      isParted = true;
      silence();
      return () => {
        isParted = false;
      };
    },
    stop: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
