import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { StudySpecInput, StudyView } from '@crossfold/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { addDrawnImages, drawnImages } from '../support/drawn-images.js';
import { misfits } from '../support/fits-screens.js';
import { keepPictures } from '../support/pictures.js';
import { smallStudy } from '../support/small-study.js';
import { emptyPost, startStack, type Stack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';

const minutes = 60_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const endless: StudySpecInput = {
  ...tinyStudy,
  name: 'endless',
  baseline: {
    ...tinyStudy.baseline,
    training: {
      batchSize: 4,
      earlyStopping: null,
      stages: [{ name: 'all', trainable: 'all', epochs: 1000, learningRate: 0.001 }],
    },
  },
};

describe('the pages beside those of studies', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  /** Of three folds, which trains; and of two, which is paused before it begins. */
  let trained: string;
  let paused: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    stack = await startStack();
    await addDrawnImages(stack);
    trained = await stack.submit(smallStudy);
    paused = await stack.submit(tinyStudy);
    const command = `${stack.api}/studies/${paused}/pause`;
    expect(await fetch(command, emptyPost)).toMatchObject({ status: 202 });
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (/policy/i.test(message.text())) complaints.push(message.text());
    });
  });

  afterEach(async ({ task }) => {
    await keepPictures(page, task.name.replace(/\W+/g, '-'));
    // Nothing but tables scrolls sideways; nor does axe find anything serious on a telephone.
    expect(await seriousFaults()).toEqual([]);
    expect(await misfits(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await seriousFaults()).toEqual([]);
    await page.close();
    expect(complaints).toEqual([]);
  });

  /** What axe calls serious or worse, with where it is. */
  const seriousFaults = async (): Promise<unknown> => {
    await page.evaluate(axe);
    return page.evaluate(`axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]))`);
  };

  const open = (path: string) => page.goto(new URL(`/#${path}`, stack.api).href);
  const heading = (name: string) => page.getByRole('heading', { name, exact: true });

  it('say why trials wait while there is no worker', async () => {
    await open('/queue');
    await page.getByText('10 waiting, next first').waitFor();
    await page.getByRole('alert').getByText('No worker is connected').waitFor();
    const row = page.locator('tr', { hasText: `${paused}` }).first();
    expect(await row.innerText()).toContain('paused');
    await page.locator('#connection[data-state="live"]').waitFor();
    await page.getByRole('link', { name: 'workers', exact: true }).click();
    await page.getByText(/^No worker is connected since/).waitFor();
  });

  it(
    'show the workers, and what each trains',
    async () => {
      await stack.startWorker('first');
      await open('/workers');
      await page.getByRole('row', { name: /^first/ }).waitFor();
      const isOver = ({ state }: StudyView) => state === 'finished';
      await stack.waitFor<StudyView>(`/studies/${trained}`, isOver, 3 * minutes);
      const studyId = await stack.submit(endless);
      await page.getByText('1 of 1 in use').waitFor();
      await page.getByRole('link', { name: 'full.f0.s1' }).waitFor();
      await page.getByText(/^endless-\w+ · .*epoch \d+ of 1000/).waitFor();
      await fetch(`${stack.api}/studies/${studyId}/cancel`, emptyPost);
      await page.getByText('0 of 1 in use').waitFor();
    },
    5 * minutes,
  );

  it('show what is in a data set, and who splits it how', async () => {
    await open('/datasets');
    await page.getByRole('link', { name: 'drawn', exact: true }).click();
    await heading('Classes').waitFor();
    await page.getByText('140 images of 7 classes').waitFor();
    await page.getByText('2 fold plans').waitFor();
    await page.getByRole('link', { name: 'Fold plans', exact: true }).click();
    await expect.poll(() => page.url()).toContain('at=fold-plans');
    const label = page.getByRole('combobox', { name: 'Class' });
    await label.selectOption('mel');
    await expect.poll(() => page.url()).toContain('label=mel');
    await page.getByText('Images of', { exact: false }).first().waitFor();
    // Those of all classes are on the page until the others are there.
    const labels = page.locator('.images strong');
    await expect.poll(async () => [...new Set(await labels.allInnerTexts())].join()).toBe('mel');
    const image = page.locator('.images img').first();
    await image.scrollIntoViewIfNeeded();
    await expect
      .poll(() => image.evaluate((one: { naturalWidth: number }) => one.naturalWidth))
      .toBe(200);
    // From an image to what the models say of its lesion.
    await page.locator('.images a').first().click();
    await heading('Who is right').waitFor();
    const answers = page.locator('.lesion tbody tr');
    await expect.poll(() => answers.count()).toBe(2);
    expect(await answers.first().innerText()).toMatch(/full\.f\d\.s1\s+\d of \d\s+[✓✕] \w+/);
    await page.getByText('No copy of these images').waitFor();
  });

  it('compare variants of several studies, and refuse unlike fold plans', async () => {
    await open(`/studies/${trained}`);
    await page.getByRole('link', { name: 'Compare its variants' }).click();
    const row = page.getByRole('row', { name: `${trained}/no-class-weights` }).first();
    await row.getByText(/[+−]\d+\.\d \[/).waitFor();
    await page.getByRole('img', { name: /^Balanced accuracy by fold, 3 folds/ }).waitFor();
    await page.getByText('1 setting in which the variants differ').waitFor();
    // An arm has its colour of the page of its study, which the baseline has not.
    const colours = page.locator('.swatch');
    const colourOf = (one: { readonly style: { readonly background: string } }) =>
      one.style.background;
    expect(await colours.first().evaluate(colourOf)).toBe('var(--variant-1)');
    const matrices = page.locator('table.confusion');
    expect(await matrices.count()).toBe(2);
    await page.getByLabel('minus the first').check();
    await page.getByText(/no-class-weights: share minus that of the first/).waitFor();
    expect(await matrices.count()).toBe(1);
    await matrices.getByRole('button').first().click();
    await page.getByText(/^no-class-weights: [\d,]+ answers? /).waitFor();
    await page.goBack();
    expect(new URL(page.url()).hash).toContain('confusion=difference');
    await page.getByRole('combobox', { name: 'Add of study' }).selectOption(paused);
    await page.getByRole('combobox', { name: 'the variant' }).selectOption('full');
    await page.getByText('Not all of these are compared.').waitFor();
    await page.getByText(/its fold plan is \w{12} \(grouped, 2 folds\)/).waitFor();
    await page.getByLabel('compare all the same').check();
    await page.getByText('Compared although they are unlike.').waitFor();
    await page.getByText('none of its cells has succeeded yet').waitFor();
    // The address has it all.
    await page.reload();
    await page.getByText('Compared although they are unlike.').waitFor();
  });

  it('check a study file while it is written, and submit it', async () => {
    await open('/new?preset=demo');
    await page.getByText(/^expected one of the data sets \[drawn\], got "demo"/).waitFor();
    const file = page.getByLabel('Study file');
    await file.fill('name: [one');
    await page.getByText('This is no YAML').waitFor();
    await file.fill('name: one\ndataset: drawn\nsede: 1');
    await page.getByText(/did you mean "seeds"/).waitFor();
    expect(await page.locator('.gutter [data-at-fault]').allInnerTexts()).toEqual(['3']);
    // Keys and values are completed at the caret, with what they mean.
    await file.fill('name: one\ndataset: drawn\n');
    await file.press('Control+End');
    await file.pressSequentially('prot');
    const suggestions = page.getByRole('listbox', { name: 'What may stand here' });
    await suggestions.getByRole('option', { name: /^protocol/ }).waitFor();
    await page.getByText('How images are split;').waitFor();
    expect(await seriousFaults()).toEqual([]);
    await keepPictures(page, 'completion');
    await file.press('Enter');
    await suggestions.getByRole('option', { name: /^dedup/ }).click();
    expect(await file.inputValue()).toBe('name: one\ndataset: drawn\nprotocol: dedup');
    await file.press('Control+Z');
    expect(await file.inputValue()).toBe('name: one\ndataset: drawn\nprotocol: ');
    expect(await page.getByRole('button', { name: 'Submit' }).isDisabled()).toBe(true);
    await file.fill(JSON.stringify({ ...tinyStudy, name: 'pasted' }, null, 2));
    await page.getByRole('rowheader', { name: 'no-class-weights' }).first().waitFor();
    const changes = page.getByRole('table', { name: 'What the arms change' });
    expect(await changes.locator('tbody tr').innerText()).toMatch(/classWeights.*→/);
    await page.getByRole('button', { name: 'Submit 4 trials' }).click();
    await heading('pasted').waitFor();
    const [, studyId = ''] = /studies\/(pasted-\w+)/.exec(page.url()) ?? [];
    expect(await stack.get(`/studies/${studyId}`)).toMatchObject({ name: 'pasted' });
  });

  it('predict images that are dropped', async () => {
    await open(`/predict?studyId=${trained}`);
    const folder = await drawnImages();
    const files = await readdir(folder, { recursive: true });
    const image = files.find((name) => name.endsWith('.jpg')) ?? 'none';
    await page.getByLabel('Images to predict').setInputFiles(join(folder, image));
    await page.getByText('The likeliest classes').waitFor({ timeout: minutes });
    await page.getByText('Cannot be ruled out').waitFor();
    expect(await page.locator('.answers tbody tr').count()).toBe(3);
    await page.getByText('Predicted by').waitFor();
    expect(await page.getByText(`the ensemble of ${trained}`).count()).toBe(1);
    const map = page.getByRole('img', { name: /^Map of / });
    await map.scrollIntoViewIfNeeded();
    await expect
      .poll(() => map.evaluate((one: { naturalWidth: number }) => one.naturalWidth))
      .toBeGreaterThan(300);
  });
});
