export { GraphBuilder } from './graph-builder.js';
export { typeAttribute } from './graph.js';
export type { AttributeValue, DataType, GraphNode, NodeOutput, TypedTensor } from './graph.js';
export { MessageWriter } from './protobuf.js';
export { reducePrecision } from './reduced-precision.js';
export { encodeSavedModel } from './saved-model-file.js';
export { hashTensors } from './tensor-map.js';
export type { HostTensor, TensorMap } from './tensor-map.js';
