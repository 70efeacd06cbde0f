/** Mean and standard deviation of ImageNet's channels, RGB scaled to 0 … 1. */
export const imagenetMean = [0.485, 0.456, 0.406] as const;
export const imagenetDeviation = [0.229, 0.224, 0.225] as const;
