import { describe, expect, it } from 'vitest';
import { withArguments } from './arguments.js';

describe('withArguments', () => {
  it('lets the command line say what the environment says', () => {
    const environment = { CROSSFOLD_EXIT_WHEN_IDLE_SECONDS: '9', OTHER: 'x' };
    expect(withArguments(environment, [])).toEqual(environment);
    expect(withArguments(environment, ['--exit-when-idle=60', '--max-lifetime', '3600'])).toEqual({
      CROSSFOLD_EXIT_WHEN_IDLE_SECONDS: '60',
      CROSSFOLD_MAX_LIFETIME_SECONDS: '3600',
      OTHER: 'x',
    });
  });

  it.each([
    ['an unknown name', ['--exit-when-idel', '60'], '--exit-when-idel'],
    ['no value', ['--max-lifetime'], '--max-lifetime'],
    ['a word', ['60'], '60'],
  ])('refuses %s', (_, argv, named) => {
    expect(() => withArguments({}, argv)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(new RegExp(`--exit-when-idle SECONDS.*${named}`)) as string,
      }),
    );
  });
});
