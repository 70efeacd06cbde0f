/** Data types of TensorFlow by their numbers in its protocol buffers. */
export const dataTypes = { float32: 1, int32: 3, uint8: 4, bool: 10 } as const;
export type DataType = keyof typeof dataTypes;

/** Types that only exist between nodes: nothing of them is fed, fetched or constant. */
const innerDataTypes = { bfloat16: 14, float16: 19 } as const;

/** An output of a node as a GraphDef refers to it: `name` for the first, else `name:index`. */
export type NodeOutput = string;

interface DataArrays {
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  /** 0 or 1. */
  readonly bool: Uint8Array;
}
export type DataOf<D extends DataType> = DataArrays[D];

/** A tensor on the host, row-major. */
export interface TypedTensor<D extends DataType = DataType> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: DataOf<D>;
}

export type AttributeValue =
  | { readonly string: string }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly type: number }
  /** −1 where a length is unknown. */
  | { readonly shape: readonly number[] }
  | { readonly tensor: TypedTensor };

export interface GraphNode {
  readonly name: string;
  /** A TensorFlow operation, with its attributes by the operation's own names. */
  readonly op: string;
  readonly inputs: readonly NodeOutput[];
  /** Nodes that must have run before this one, beside its inputs. */
  readonly after: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export function typeAttribute(dtype: DataType | keyof typeof innerDataTypes): AttributeValue {
  return { type: { ...dataTypes, ...innerDataTypes }[dtype] };
}
