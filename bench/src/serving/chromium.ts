import { existsSync } from 'node:fs';
import { AppError } from '@crossfold/contracts';
import { chromium, type Browser } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const switches = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** @throws AppError PROVISION_FAILED when there is no browser */
export async function launchChromium(): Promise<Browser> {
  const found = [process.env['CROSSFOLD_CHROMIUM'] ?? '', ...places].find((path) =>
    existsSync(path),
  );
  if (found !== undefined) return chromium.launch({ executablePath: found, args: switches });
  throw new AppError(
    'PROVISION_FAILED',
    `expected a Chromium at one of [${places.join(', ')}] or at CROSSFOLD_CHROMIUM, got none`,
    { remedy: 'Install it: apt-get install -y --no-install-recommends chromium' },
  );
}
