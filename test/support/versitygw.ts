import { ensureGoProgram } from './go-program.js';

/**
 * The S3 server of the tests.
 *
 * @returns path of the program
 * @throws AppError PROVISION_FAILED
 */
export function buildVersitygw(): Promise<string> {
  return ensureGoProgram({
    name: 'versitygw',
    version: '1.8.0',
    module: 'github.com/versity/versitygw/cmd/versitygw',
    remedy:
      'Have one of: Go on the PATH with access to its modules (to build versitygw), versitygw on the ' +
      'PATH, a Docker engine, or an S3 server named by CROSSFOLD_TEST_S3_ENDPOINT.',
  });
}
