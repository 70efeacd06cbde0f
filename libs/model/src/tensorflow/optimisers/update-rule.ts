import type { GraphBuilder, NodeOutput } from '@crossfold/graph';
import type { Tf } from '@crossfold/graph/tensorflow';

/** Numbers that one step reads, by name: worked out on the host in float64. */
export type StepScalars = Readonly<Record<string, number>>;

/** One parameter and its slots as tensors that are changed in place. */
export interface EagerTarget {
  readonly parameter: Tf.Variable;
  readonly slots: Readonly<Record<string, Tf.Variable>>;
  /** Only kernels are decayed. */
  readonly isKernel: boolean;
}

/** One parameter and its slots as resource variables of a graph. */
export interface GraphTarget {
  readonly handle: NodeOutput;
  /** The parameter as it was before the step. */
  readonly value: NodeOutput;
  readonly slotHandles: Readonly<Record<string, NodeOutput>>;
  readonly isKernel: boolean;
  /** Nodes that read the parameter, which must have run before it changes. */
  readonly after: readonly string[];
}

/** How an optimiser changes one parameter; both sessions follow the same formulas. */
export interface UpdateRule {
  /** Names of the slots of a parameter: each has its shape and is zero at first. */
  readonly slots: readonly string[];
  /** Names of the scalars that are proportional to the learning rate. */
  readonly rateScalars: readonly string[];
  /** @param t number of the step, from 1 */
  scalars(learningRate: number, t: number): StepScalars;
  applyEagerly(
    target: EagerTarget,
    gradient: Tf.Tensor,
    scalars: Readonly<Record<string, Tf.Scalar>>,
  ): void;
  /** @returns the node after which the parameter is changed */
  addNodes(
    graph: GraphBuilder,
    target: GraphTarget,
    gradient: NodeOutput,
    scalars: Readonly<Record<string, NodeOutput>>,
  ): string;
}
