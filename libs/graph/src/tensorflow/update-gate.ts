import type { GraphBuilder } from '../graph-builder.js';
import { typeAttribute, type NodeOutput } from '../graph.js';

const T = typeAttribute('bool');

/** Nodes of which one runs, whichever way the condition falls; what comes after it runs with it. */
export interface UpdateGate {
  readonly open: NodeOutput;
  readonly closed: NodeOutput;
}

/** TensorFlow's own control flow: nodes after a branch that is not taken do not run at all. */
export function addGate(graph: GraphBuilder, condition: NodeOutput): UpdateGate {
  const branches = graph.add('Switch', [condition, condition], { T });
  const closed = graph.add('Identity', [branches], { T });
  const open = graph.add('Identity', [`${branches}:1`], { T });
  return { open, closed };
}

/**
 * Adds the end of both ways.
 *
 * @param updated nodes after `open`
 * @returns a node that has run when these have, or at once where they do not run
 */
export function joinGate(
  graph: GraphBuilder,
  { open, closed }: UpdateGate,
  updated: readonly string[],
): NodeOutput {
  const done = graph.add('Identity', [open], { T }, { after: updated });
  return graph.add('Merge', [done, closed], { T, N: { int: 2 } });
}
