/**
 * Lets this process see a file system without symbolic links and without a sync of folders, as exFAT
 * and many SMB and FUSE mounts are. For `--import`, or for a test that imports it first.
 * CROSSFOLD_TEST_LINK_ERROR names the error of a link.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

function refusal(code, syscall, path) {
  const message = `${code}: not on this file system, ${syscall} '${path}'`;
  return Object.assign(new Error(message), { code, syscall, path });
}

fs.symlinkSync = (_target, path) => {
  throw refusal(process.env.CROSSFOLD_TEST_LINK_ERROR ?? 'EPERM', 'symlink', path);
};

const { open } = fs.promises;
fs.promises.open = async (path, ...more) => {
  const file = await open(path, ...more);
  if ((await file.stat()).isDirectory()) {
    file.sync = () => Promise.reject(refusal('EINVAL', 'fsync', path));
  }
  return file;
};

syncBuiltinESMExports();
