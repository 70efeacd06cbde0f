import { AppError, type Budget, type FleetPolicy } from '@crossfold/contracts';

/**
 * A limit of cost that nothing can be held against would be none.
 *
 * @throws AppError CONFLICT
 */
export function assertPriced(
  budget: Budget | null | undefined,
  { pricePerSlotHour, prices }: Pick<FleetPolicy, 'pricePerSlotHour' | 'prices'>,
): void {
  if (budget?.maxCost === undefined || pricePerSlotHour !== null || prices.length > 0) return;
  const message = 'expected a price of a slot for maxCost, got none';
  const remedy =
    'Give the fleet one (pricePerSlotHour or prices of "crossfold fleet policy FILE"), or limit maxHours.';
  throw new AppError('CONFLICT', message, { remedy });
}
