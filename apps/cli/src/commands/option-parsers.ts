import { InvalidArgumentError } from 'commander';

/** Commander adds the option's name and the value to the message. */
export function integerParser(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number in ${least} … ${most}`);
  };
}

export function numberParser(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a number in ${least} … ${most}`);
  };
}

export const seedParser = integerParser(0, 0xffffffff);
