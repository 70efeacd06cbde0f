import type { ImagePrediction, Predictor, TestTimeAugmentation } from '@crossfold/contracts';

/** What is asked of each image. */
export interface Question {
  readonly top: number;
  readonly coverage: number;
  readonly isClassConditional: boolean;
  readonly testTimeAugmentation?: TestTimeAugmentation;
  readonly explains: boolean;
}

/** Takes who answers before the answers, and these in the order of the files. */
export interface AnswerReader {
  predictor(predictor: Predictor): void;
  answer(prediction: ImagePrediction, picture: Uint8Array | null): Promise<void>;
}
