// Renders media/icon.png, the extension's icon, from docs/images/icon.svg. Run it after changing the drawing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './lib/paths.mjs';
import { which } from './lib/system-packages.mjs';

// The size the Marketplace asks for, in pixels.
const size = 128;

const executablePath = which('chromium');
if (!executablePath) {
  console.error('icon: needs Chromium (Debian: apt install chromium)');
  process.exit(1);
}
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: size, height: size } });
await page.setContent(`<style>body{margin:0}</style>${readFileSync(join(root, 'docs', 'images', 'icon.svg'), 'utf8')}`);
await page.screenshot({ path: join(root, 'media', 'icon.png'), omitBackground: true });
await browser.close();
