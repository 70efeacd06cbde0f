import { AppError } from '@crossfold/contracts';
import { GraphBuilder } from '../graph-builder.js';
import {
  typeAttribute,
  type DataType,
  type GraphNode,
  type NodeOutput,
  type TypedTensor,
} from '../graph.js';
import { tf, type Tf } from './backend.js';
import { numericType, traceKernels, type KernelTrace } from './trace-kernels.js';
import { addMark, type VariableNodes } from './variable-nodes.js';

/** What a function that is traced works with, beside its inputs. */
export interface Trace {
  /**
   * A variable with the value that it had before the run. What is assigned to it, its `assign` or
   * an optimiser's, is stored when the run is over.
   */
  variable(name: string): Tf.Variable;
  /** Whether there is such a variable. */
  hasVariable(name: string): boolean;
  /*
   * For operations that TensorFlow.js does not know: nodes of the graph itself.
   */
  /** Takes nodes of the function. */
  readonly graph: GraphBuilder;
  outputOf(tensor: Tf.Tensor): NodeOutput;
  /** The handle of a variable, for operations that change it in place. */
  handleOf(name: string): NodeOutput;
  /** The node that reads a variable; what changes the variable must come after it. */
  valueOf(name: string): NodeOutput;
  /** Nodes that change variables: the run is over when they have run. */
  update(nodes: readonly string[]): void;
}

/** An input as a graph takes it. */
export type InputShape = Pick<TypedTensor, 'dtype' | 'shape'>;

/** A function for one shape and type of its inputs, as nodes of a graph. */
export interface TracedFunction {
  readonly nodes: readonly GraphNode[];
  /** The nodes that are fed, by the names of the inputs. */
  readonly inputs: ReadonlyMap<string, NodeOutput>;
  /** The nodes that are fetched, by the names of the results; they have run when all has. */
  readonly results: ReadonlyMap<string, TracedResult>;
  /** Whether it changes variables. */
  readonly isUpdating: boolean;
}

interface TracedResult extends InputShape {
  readonly node: NodeOutput;
}

/** The name of the result of a function that has none. */
export const noResult = '';

export type TraceableFunction = (
  inputs: Readonly<Record<string, Tf.Tensor>>,
  trace: Trace,
) => Readonly<Record<string, Tf.Tensor>>;

/**
 * Runs a function once, on zeros, and writes down what it computes.
 *
 * @param prefix of the names of its nodes
 * @param wanted types of the results by their names
 * @throws AppError NOT_TRACEABLE
 */
export function traceFunction(
  fn: TraceableFunction,
  prefix: string,
  variables: VariableNodes,
  inputs: ReadonlyMap<string, InputShape>,
  wanted: Readonly<Record<string, DataType>>,
): TracedFunction {
  const graph = new GraphBuilder(prefix);
  const outside = outsideVariables();
  const held = new Map<string, HeldVariable>();
  const updates: string[] = [];
  const fed = new Map<string, NodeOutput>();
  let results = new Map<string, TracedResult>();
  try {
    tf.tidy(() => {
      traceKernels(graph, (kernels) => {
        const given: [string, Tf.Tensor][] = [...inputs].map(([name, input]) => {
          const placeholder = graph.placeholder(name, input.dtype, input.shape);
          fed.set(name, placeholder);
          return [name, standForInput(graph, kernels, placeholder, input)];
        });
        const trace = createTrace(graph, kernels, variables, held, updates);
        const found = fn(Object.fromEntries(given), trace);
        outside.assertUntouched(held);
        for (const { output, node } of changedVariables(held, kernels)) {
          updates.push(addAssignment(graph, node, output));
        }
        results = addResults(graph, kernels, { prefix, found, wanted, updates });
      });
    });
  } finally {
    outside.removeNew();
  }
  return { nodes: graph.nodes, inputs: fed, results, isUpdating: updates.length > 0 };
}

interface HeldVariable {
  readonly tensor: Tf.Variable;
  /** Of the value before the run. */
  readonly dataId: object;
  readonly node: { readonly handle: NodeOutput; readonly value: NodeOutput };
}

function createTrace(
  graph: GraphBuilder,
  kernels: KernelTrace,
  variables: VariableNodes,
  held: Map<string, HeldVariable>,
  updates: string[],
): Trace {
  return {
    graph,
    outputOf: (tensor) => kernels.outputOf(tensor),
    handleOf: (name) => variables.handle(name),
    valueOf: (name) => variables.value(name),
    hasVariable: (name) => variables.has(name),
    update: (nodes) => void updates.push(...nodes),
    variable(name) {
      const known = held.get(name);
      if (known) return known.tensor;
      const node = { handle: variables.handle(name), value: variables.value(name) };
      const value = kernels.standFor(node.value, 'float32', variables.shape(name));
      const tensor = tf.variable(value, true, name);
      held.set(name, { tensor, node, dataId: value.dataId });
      return tensor;
    },
  };
}

/** Bytes travel as bytes; kernels see int32, since TensorFlow.js knows no smaller integer. */
function standForInput(
  graph: GraphBuilder,
  kernels: KernelTrace,
  placeholder: NodeOutput,
  { dtype, shape }: InputShape,
): Tf.Tensor {
  if (dtype !== 'uint8') return kernels.standFor(placeholder, dtype, shape);
  const widened = { SrcT: typeAttribute('uint8'), DstT: typeAttribute('int32') };
  return kernels.standFor(graph.add('Cast', [placeholder], widened), 'int32', shape);
}

function changedVariables(held: ReadonlyMap<string, HeldVariable>, kernels: KernelTrace) {
  return [...held.values()]
    .filter(({ tensor, dataId }) => tensor.dataId !== dataId)
    .map(({ tensor, node }) => ({ node, output: kernels.outputOf(tensor) }));
}

/** @returns the node that stores the value */
function addAssignment(
  graph: GraphBuilder,
  { handle, value }: HeldVariable['node'],
  output: NodeOutput,
): string {
  const dtype = typeAttribute('float32');
  // The value may be a view of what was fed, which is gone after the run.
  const copy = graph.add('DeepCopy', [output], { T: dtype });
  return graph.add('AssignVariableOp', [handle, copy], { dtype }, { after: [value] });
}

function addResults(
  graph: GraphBuilder,
  kernels: KernelTrace,
  {
    prefix,
    found,
    wanted,
    updates,
  }: {
    readonly prefix: string;
    readonly found: Readonly<Record<string, Tf.Tensor>>;
    readonly wanted: Readonly<Record<string, DataType>>;
    readonly updates: readonly string[];
  },
): Map<string, TracedResult> {
  const names = Object.keys(wanted);
  if (names.length === 0) {
    const node = addMark(graph, updates);
    return new Map([[noResult, { node, dtype: 'float32', shape: [] }]]);
  }
  // One node that waits for all updates, in place of an edge from each of them to each result.
  const after = updates.length > 0 ? [graph.add('NoOp', [], {}, { after: updates })] : [];
  return new Map(
    names.map((name) => {
      const tensor = found[name];
      if (!(tensor instanceof tf.Tensor) || numericType(tensor) !== wanted[name]) {
        const got = tensor instanceof tf.Tensor ? tensor.dtype : typeof tensor;
        throw new AppError(
          'NOT_TRACEABLE',
          `expected a tensor of ${wanted[name]} for result ${name} of ${prefix}, got ${got}`,
          {
            remedy: 'Return what the signature says, not a promise of it; tf.cast changes a type.',
          },
        );
      }
      const dtype = numericType(tensor);
      const output = kernels.outputOf(tensor);
      const T = typeAttribute(dtype);
      const node = graph.add('Identity', [output], { T }, { after });
      return [name, { node, dtype, shape: tensor.shape }];
    }),
  );
}

/**
 * The variables of TensorFlow.js that are no variables of the graph: what a traced function assigns
 * to them is not repeated by the graph.
 */
function outsideVariables() {
  const { registeredVariables } = tf.engine();
  const before = new Map(
    Object.entries(registeredVariables).map(([name, { dataId }]) => [name, dataId]),
  );
  return {
    /** @throws AppError NOT_TRACEABLE */
    assertUntouched(held: ReadonlyMap<string, HeldVariable>): void {
      for (const [name, { dataId }] of Object.entries(registeredVariables)) {
        if (held.has(name) || before.get(name) === dataId) continue;
        const got = before.has(name) ? 'an assignment to' : 'the making of';
        throw new AppError(
          'NOT_TRACEABLE',
          `expected no state but the variables of a traced function, got ${got} tf.variable ${name}`,
          { remedy: 'Give the function variables, and take them with trace.variable(name).' },
        );
      }
    },
    removeNew(): void {
      for (const [name, variable] of Object.entries(registeredVariables)) {
        if (!before.has(name)) variable.dispose();
      }
    },
  };
}
