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

/**
 * The same graph with its heavy operations in bfloat16: float32's range with eight bits of
 * precision, so that no loss has to be scaled. Casts stand only where the type changes.
 *
 * @param nodes of one function, in the order of execution
 * @param prefix of the names of casts: functions may read the same variables
 */
export function reduceToBfloat16(nodes: readonly GraphNode[], prefix: string): GraphNode[] {
  const reduced = new Set<NodeOutput>();
  const casts = new Map<NodeOutput, NodeOutput>();
  const result: GraphNode[] = [];

  const castTo = (output: NodeOutput, type: 'bfloat16' | 'float32') => {
    const known = casts.get(output);
    if (known !== undefined) return known;
    const name = `${prefix}/casts/${output.replace(':', '.')}.${type}`;
    const from = type === 'bfloat16' ? 'float32' : 'bfloat16';
    const attributes = { SrcT: typeAttribute(from), DstT: typeAttribute(type) };
    result.push({ name, op: 'Cast', inputs: [output], after: [], attributes });
    casts.set(output, name);
    return name;
  };
  const asBfloat16 = (output: NodeOutput) =>
    reduced.has(output) ? output : castTo(output, 'bfloat16');
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
      kind.inputs.includes(position) ? asBfloat16(input) : asFloat32(input),
    );
    const attributes = { ...node.attributes, T: typeAttribute('bfloat16') };
    result.push({ ...node, inputs, attributes });
    reduced.add(node.name);
  }
  return result;
}
