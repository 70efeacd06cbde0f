import { contentHash } from '@crossfold/contracts';
import type { TensorMap } from '../tensor-map.js';
import { CompiledFunctions, type Rewrite } from './compiled-functions.js';

/** More than one trial or ensemble uses: two stages, predictions, and those of another variant. */
const maxIdle = 6;

/** Functions to work with until they are given back. */
export interface BorrowedFunctions {
  readonly functions: CompiledFunctions;
  /** Frees the values and keeps the graphs for the next who asks for the same. */
  giveBack(): void;
}

/**
 * Graphs of this process that nobody works with at the moment. Recording a network, loading its
 * graph and its first run take seconds; trials that differ in folds, seeds and weights alone share
 * them. What a graph holds beside its variables depends on its key alone.
 */
class GraphCache {
  /** Used last comes last. */
  readonly #idle: { readonly key: string; readonly functions: CompiledFunctions }[] = [];

  /**
   * @param recorded all that decides what is recorded, as JSON; no values of tensors
   * @param tensors first values of the variables
   * @param rewrite as of {@link CompiledFunctions}; follows from `recorded`
   */
  borrow(recorded: object, tensors: TensorMap, rewrite?: Rewrite): BorrowedFunctions {
    const key = contentHash(recorded);
    const functions = this.#take(key) ?? new CompiledFunctions(tensors, rewrite);
    functions.restart(tensors);
    let isBorrowed = true;
    return {
      functions,
      giveBack: () => {
        if (isBorrowed) this.#keep(key, functions);
        isBorrowed = false;
      },
    };
  }

  /** Closes all sessions that nobody works with. */
  clear(): void {
    for (const { functions } of this.#idle.splice(0)) functions.dispose();
  }

  #take(key: string): CompiledFunctions | null {
    const position = this.#idle.findLastIndex((entry) => entry.key === key);
    return position < 0 ? null : (this.#idle.splice(position, 1)[0]?.functions ?? null);
  }

  #keep(key: string, functions: CompiledFunctions): void {
    functions.rest();
    this.#idle.push({ key, functions });
    if (this.#idle.length > maxIdle) this.#idle.shift()?.functions.dispose();
  }
}

export const graphCache = new GraphCache();
