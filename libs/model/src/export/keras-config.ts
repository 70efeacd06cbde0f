import { inputName, type KerasLayer } from '../keras/keras-layers.js';

/** The configuration of a functional model, as Keras 2, Keras 3 (for `.h5`) and TensorFlow.js read it. */
export function functionalConfig(name: string, layers: readonly KerasLayer[], output: string) {
  return {
    class_name: 'Functional',
    config: {
      name,
      trainable: true,
      layers: layers.map(({ className, name: layer, config, inputs }) => ({
        class_name: className,
        name: layer,
        config,
        inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
      })),
      input_layers: [[inputName, 0, 0]],
      output_layers: [[output, 0, 0]],
    },
  };
}
