import { connect } from 'node:net';

/** What a server on the loopback says of itself. */
export interface ValkeyIdentity {
  readonly pid: number;
  /** False while it still reads its data into memory. */
  readonly isReady: boolean;
}

const timeoutMs = 2_000;

/**
 * Asks the server on a loopback port who it is, in the Redis protocol; undefined when nobody or
 * something else answers.
 */
export async function identifyValkey(
  port: number,
  password: string,
): Promise<ValkeyIdentity | undefined> {
  const commands = `AUTH ${password}\r\nINFO server\r\nPING\r\nQUIT\r\n`;
  const reply = await exchange(port, commands).catch(() => '');
  const pid = /^process_id:(\d+)/m.exec(reply)?.[1];
  if (pid === undefined) return undefined;
  return { pid: Number(pid), isReady: /^\+PONG/m.test(reply) };
}

/** Sends inline commands that end with QUIT and returns everything said until the server hangs up. */
function exchange(port: number, commands: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = '';
    const socket = connect({ host: '127.0.0.1', port });
    socket.setEncoding('utf8').setTimeout(timeoutMs);
    socket.once('connect', () => socket.write(commands));
    socket.on('data', (text: string) => (reply += text));
    socket.once('timeout', () => socket.destroy());
    socket.once('error', reject);
    socket.once('close', () => {
      resolve(reply);
    });
  });
}
