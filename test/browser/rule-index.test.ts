// The list of rules with its filters, clicked in a real browser, opened as the file that it is.
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { ruleIndexHtml } from '../../server/reports/rule-index';
import { catalogue } from '../../server/rules/catalogue.generated';
import { launchChromium } from '../support/chromium';
import { LoopbackSite } from './loopback-site';

const html = ruleIndexHtml(catalogue.map((rule, index) => ({ rule, fix: index === 0 ? 'safe' : 'none' })));

describe('the list of rules in a browser', () => {
  let site: LoopbackSite;
  let browser: Browser;
  let page: Page;

  before(async () => {
    site = await LoopbackSite.open(html, __dirname);
    browser = await launchChromium();
    page = await browser.newPage();
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Ids of the rules that are not filtered out. */
  const shown = (): Promise<string[]> =>
    page.locator('.rule:not([hidden])').evaluateAll((rules: { id: string }[]) => rules.map(({ id }) => id));

  it('shows all, and fewer by topic, fix, severity and words', async () => {
    await page.goto(site.origin);
    assert.equal((await shown()).length, catalogue.length);
    await page.selectOption('select[name=topic]', 'network');
    const network = catalogue.filter(({ topic }) => topic === 'network').map(({ id }) => id);
    assert.deepEqual((await shown()).sort(), network.sort());
    assert.equal(await page.textContent('output'), `${network.length} of ${catalogue.length}`);
    await page.fill('input[name=words]', 'loopback-bind');
    assert.ok((await shown()).includes('loopback-bind'));
    await page.fill('input[name=words]', '');
    await page.selectOption('select[name=topic]', '');
    await page.selectOption('select[name=fix]', 'safe');
    assert.deepEqual(await shown(), [catalogue[0]?.id]);
    await page.selectOption('select[name=fix]', '');
    await page.selectOption('select[name=severity]', 'error');
    assert.deepEqual(
      (await shown()).sort(),
      catalogue
        .filter(({ severity }) => severity === 'error')
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('keeps its filters in the address, and opens the rule that the address names', async () => {
    await page.goto(`${site.origin}/?topic=network&kind=python#loopback-bind`);
    assert.ok((await shown()).length < catalogue.length);
    assert.equal(await page.inputValue('select[name=kind]'), 'Python');
    assert.equal(await page.getAttribute('#loopback-bind', 'open'), '');
  });
});
