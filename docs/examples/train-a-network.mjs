// Learns y = sin(x) with a small network: node docs/examples/train-a-network.mjs
import { GraphVariables, graphFunction, tf } from '@crossfold/graph/tensorflow';

const values = (shape, valueAt) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => valueAt(i)) };
};
const variables = new GraphVariables(
  new Map([
    ['hidden/kernel', values([1, 16], (i) => (i % 2 ? 1 : -1))],
    ['hidden/bias', values([16], (i) => (i - 8) / 4)],
    ['output/kernel', values([16, 1], () => 0)],
    ['output/bias', values([1], () => 0)],
  ]),
);

const network = (x, { variable }) => {
  const hidden = tf.add(tf.matMul(x, variable('hidden/kernel')), variable('hidden/bias'));
  return tf.add(tf.matMul(tf.tanh(hidden), variable('output/kernel')), variable('output/bias'));
};

const sgd = tf.train.sgd(0.1);
const column = { dtype: 'float32', shape: [null, 1] };
const train = graphFunction(
  ({ x, y }, trace) => {
    const loss = () => tf.mean(tf.squaredDifference(network(x, trace), y));
    return { loss: sgd.minimize(loss, true, variables.names.map(trace.variable)) };
  },
  {
    variables,
    name: 'train',
    signature: { inputs: { x: column, y: column }, results: { loss: 'float32' } },
  },
);
const predict = graphFunction(({ x }, trace) => ({ y: network(x, trace) }), {
  variables,
  name: 'predict',
  signature: { inputs: { x: column }, results: { y: 'float32' } },
});

const x = values([64, 1], (i) => (i - 32) / 10);
const y = values([64, 1], (i) => Math.sin(x.data[i]));
for (let step = 1; step <= 2000; step++) {
  const { loss } = train.run({ x, y });
  if (step % 500 === 0) console.log(`step ${step}: loss ${loss.data[0].toFixed(4)}`);
}
const { y: half } = predict.run({ x: { shape: [1, 1], data: Float32Array.of(Math.PI / 2) } });
console.log(`sin(π/2) is about ${half.data[0].toFixed(2)}`);
if (process.argv[2]) await predict.save(process.argv[2], { x: { shape: [1, 1] } });
variables.dispose();
