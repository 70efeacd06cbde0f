import { contentHash } from '@crossfold/contracts';
import type { TensorMap } from '../tensor-map.js';
import { GraphVariables, type Rewrite } from './graph-variables.js';

/** More than one task of a process uses. */
const usualIdle = 6;

/** Variables to work with until they are given back. */
export interface BorrowedVariables {
  readonly variables: GraphVariables;
  /** Frees the values and keeps the graphs for the next who asks for the same. */
  giveBack(): void;
}

/**
 * Graphs that nobody works with at the moment. Tracing a large function, loading its graph and its
 * first run take seconds; work that differs in values alone shares them. What a graph holds beside
 * its variables depends on its key alone. Whoever owns the process makes one and hands it on.
 */
export class GraphCache {
  /** Used last comes last. */
  readonly #idle: { readonly key: string; readonly variables: GraphVariables }[] = [];
  readonly #maxIdle: number;

  /** @param maxIdle sets of variables that are kept while nobody works with them; 0 for none */
  constructor(maxIdle: number = usualIdle) {
    this.#maxIdle = maxIdle;
  }

  /**
   * @param traced all that decides what is traced, as JSON; no values of tensors
   * @param tensors first values of the variables
   * @param rewrite as of {@link GraphVariables}; follows from `traced`
   */
  borrow(traced: object, tensors: TensorMap, rewrite?: Rewrite): BorrowedVariables {
    const key = contentHash(traced);
    const variables = this.#take(key) ?? new GraphVariables(tensors, rewrite);
    variables.restart(tensors);
    let isBorrowed = true;
    return {
      variables,
      giveBack: () => {
        if (isBorrowed) this.#keep(key, variables);
        isBorrowed = false;
      },
    };
  }

  /** Closes all sessions that nobody works with. */
  clear(): void {
    for (const { variables } of this.#idle.splice(0)) variables.dispose();
  }

  #take(key: string): GraphVariables | null {
    const position = this.#idle.findLastIndex((entry) => entry.key === key);
    return position < 0 ? null : (this.#idle.splice(position, 1)[0]?.variables ?? null);
  }

  #keep(key: string, variables: GraphVariables): void {
    variables.rest();
    this.#idle.push({ key, variables });
    if (this.#idle.length > this.#maxIdle) this.#idle.shift()?.variables.dispose();
  }
}
