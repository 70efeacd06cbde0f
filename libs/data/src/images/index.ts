export { inspectImage } from './inspect-image.js';
export type { ImageFacts } from './inspect-image.js';
export { perceptualHash } from './perceptual-hash.js';
export { drawContactSheet } from './contact-sheet.js';
export type { ContactSheetOptions } from './contact-sheet.js';
export { decodeRegionMask, scoreOtsuMask } from './decode-region.js';
export type { MaskedImage } from './decode-region.js';
export { drawExplanation } from './draw-explanation.js';
export type { ExplanationPicture } from './draw-explanation.js';
export { openImageCache } from './image-cache.js';
export type { ImageCache, ImageCacheOptions } from './image-cache.js';
export { synthesise } from './generator/synthesise.js';
export type {
  SynthesisOptions,
  SynthesisProgress,
  SynthesisResult,
} from './generator/synthesise.js';
export { bayesAccuracy } from './generator/bayes-accuracy.js';
export type { SynthesisFlaws } from './generator/flaws.js';
export type { ClassShares } from './generator/census.js';
export { latentRules } from './generator/classes.js';
export type { TraitName, Traits } from './generator/classes.js';
