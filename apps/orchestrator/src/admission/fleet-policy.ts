import { firstFleetPolicy, records, type FleetPolicy, type FleetTerms } from '@crossfold/contracts';
import { readRecordIfThere, updateRecord, type ObjectStore } from '@crossfold/storage';

/** How the fleet is shared, as the store says; kept in memory, since each admission asks. */
export interface FleetPolicyKeeper {
  readonly current: () => FleetPolicy;
  /** Reads it again: another process may have written it. */
  load(): Promise<void>;
  change(terms: FleetTerms): Promise<FleetPolicy>;
}

export async function keepFleetPolicy(store: ObjectStore): Promise<FleetPolicyKeeper> {
  let policy = firstFleetPolicy;
  const load = async () => {
    policy = (await readRecordIfThere(store, records.fleetPolicy, {})) ?? firstFleetPolicy;
  };
  await load();
  return {
    current: () => policy,
    load,
    async change(terms) {
      const updatedAt = new Date().toISOString();
      policy = await updateRecord(store, records.fleetPolicy, {}, () => ({
        schemaVersion: 1 as const,
        ...terms,
        updatedAt,
      }));
      return policy;
    },
  };
}
