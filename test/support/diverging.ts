/**
 * Training that ends in no number, whatever the images are: each step takes nine times its length
 * from every kernel.
 */
export const diverging = {
  optimiser: { name: 'adamw', weightDecay: 1 },
  stages: [{ name: 'wild', trainable: 'all', epochs: 5, learningRate: 10 }],
} as const;
