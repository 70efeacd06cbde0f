import { typeAttribute, type GraphNode, type NodeOutput } from './graph.js';

interface ReducedOp {
  /** Inputs of the type `T`; the others are shapes, or statistics that stay float32. */
  readonly inputs: readonly number[];
  /** Always reduced, or only where its feature maps are so already. */
  readonly when: 'always' | 'following';
  /** Those of its inputs that are feature maps, where not all of `inputs` are. */
  readonly maps?: readonly number[];
}

/**
 * What runs on half the bits: the products, which are most of the work, and what lies between them,
 * so that feature maps stay small. Sums over many elements (means, losses, statistics, updates)
 * stay float32, as do the variables.
 */
const reducedOps: Readonly<Record<string, ReducedOp>> = {
  Conv2D: { inputs: [0, 1], when: 'always' },
  Conv2DBackpropInput: { inputs: [1, 2], when: 'always' },
  Conv2DBackpropFilter: { inputs: [0, 2], when: 'always' },
  BiasAdd: { inputs: [0, 1], when: 'following', maps: [0] },
  FusedBatchNormV3: { inputs: [0], when: 'following' },
  FusedBatchNormGradV3: { inputs: [0, 1], when: 'following' },
  Relu: { inputs: [0], when: 'following' },
  ReluGrad: { inputs: [0, 1], when: 'following' },
  AddV2: { inputs: [0, 1], when: 'following' },
  MaxPool: { inputs: [0], when: 'following' },
  MaxPoolGrad: { inputs: [0, 1, 2], when: 'following' },
};

/** bfloat16 has the range of float32; float16 has more digits, but its losses have to be scaled. */
export type ReducedType = 'bfloat16' | 'float16';

/**
 * What makes of a graph the same with its heavy operations on half the bits. Casts stand only where
 * the type changes.
 */
export function reducePrecision(reducedType: ReducedType) {
  return (nodes: readonly GraphNode[], prefix: string) => reduceNodes(nodes, prefix, reducedType);
}

/**
 * @param nodes of one function, in the order of execution
 * @param prefix of the names of casts: functions may read the same variables
 */
function reduceNodes(
  nodes: readonly GraphNode[],
  prefix: string,
  reducedType: ReducedType,
): GraphNode[] {
  const reduced = new Set<NodeOutput>();
  const casts = new Map<NodeOutput, NodeOutput>();
  const result: GraphNode[] = [];

  const castTo = (output: NodeOutput, type: ReducedType | 'float32') => {
    const known = casts.get(output);
    if (known !== undefined) return known;
    const name = `${prefix}/casts/${output.replace(':', '.')}.${type}`;
    const from = type === 'float32' ? reducedType : 'float32';
    const attributes = { SrcT: typeAttribute(from), DstT: typeAttribute(type) };
    result.push({ name, op: 'Cast', inputs: [output], after: [], attributes });
    casts.set(output, name);
    return name;
  };
  const asReduced = (output: NodeOutput) =>
    reduced.has(output) ? output : castTo(output, reducedType);
  const asFloat32 = (output: NodeOutput) =>
    reduced.has(output) ? castTo(output, 'float32') : output;

  for (const node of nodes) {
    const kind = Object.hasOwn(reducedOps, node.op) ? reducedOps[node.op] : undefined;
    const isReduced =
      kind?.when === 'always' ||
      (kind?.maps ?? kind?.inputs)?.every((position) => reduced.has(node.inputs[position] ?? ''));
    if (!kind || !isReduced) {
      result.push({ ...node, inputs: node.inputs.map(asFloat32) });
      continue;
    }
    const inputs = node.inputs.map((input, position) =>
      kind.inputs.includes(position) ? asReduced(input) : asFloat32(input),
    );
    const attributes = { ...node.attributes, T: typeAttribute(reducedType) };
    result.push({ ...node, inputs, attributes });
    reduced.add(node.name);
  }
  return result;
}
