/** A row of the table `epochs`. */
export interface EpochRow {
  readonly variant: string;
  readonly trial: string;
  readonly epoch: number;
  readonly train_loss: number;
  readonly train_accuracy: number;
  readonly validation_loss: number;
  readonly validation_accuracy: number;
  readonly validation_balanced_accuracy: number;
}
