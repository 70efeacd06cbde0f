import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** @throws Error that says what to install when there is no browser: a page test is never skipped */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = [process.env['CROSSFOLD_CHROMIUM'] ?? '', ...places].find(existsSync);
  if (!executablePath) {
    throw new Error(
      `expected a Chromium at one of [${places.join(', ')}] or at CROSSFOLD_CHROMIUM, got none; ` +
        'install it: apt-get install -y --no-install-recommends chromium',
    );
  }
  return chromium.launch({ executablePath, args: flags });
}
