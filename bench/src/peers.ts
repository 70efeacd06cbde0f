import { AppError } from '@crossfold/contracts';
import { ensurePythonEnv, kerasRequirements } from '@crossfold/provision';

export type PeerName = 'keras';
export const peerNames: readonly PeerName[] = ['keras'];

export interface Peer {
  readonly name: PeerName;
  /** Path of the Python of its virtual environment. */
  readonly python: string;
}

/** Makes the virtual environments. A peer that cannot be had is noted and left out. */
export async function findPeers(
  names: readonly PeerName[],
  note: (line: string) => void,
): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const name of names) {
    const { requirements, pipOptions } = environments[name];
    try {
      peers.push({ name, python: await ensurePythonEnv(name, requirements, pipOptions) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      note(`${name} could not be installed and is not compared: ${error.message}`);
    }
  }
  return peers;
}

/** Full lists, so that nothing is fetched that is not named here. */
const environments = {
  keras: { requirements: kerasRequirements, pipOptions: [] },
} as const satisfies Record<
  PeerName,
  { requirements: readonly string[]; pipOptions: readonly string[] }
>;
