import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  isFinalStudyState,
  records,
  studyTableNames,
  type Cells,
  type CreatedToken,
  type Failure,
  type SealedPartView,
  type StudyDetail,
  type StudyEvent,
  type StudyPage,
  type StudySpecInput,
  type Submitted,
} from '@crossfold/contracts';
import { updateRecord } from '@crossfold/storage';
import { Redis } from 'ioredis';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { addDrawnImages } from '../support/drawn-images.js';
import { misfits } from '../support/fits-screens.js';
import { keepPictures } from '../support/pictures.js';
import { runCli, startApp, type RunningProcess } from '../support/processes.js';
import { smallStudy } from '../support/small-study.js';
import { emptyPost, startStack, type Stack } from '../support/stack.js';
import { untilEnd } from '../support/study-ends.js';

const minutes = 60_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Of an arm: long, and without a place to break it. */
const longName = `weightless_${'arm_'.repeat(10)}0`;
const markup = '<img src=x onerror=document.title=1>';

const spec: StudySpecInput = { ...smallStudy, name: 'seen' };

const endless: StudySpecInput = {
  ...spec,
  name: 'endless',
  baseline: {
    ...spec.baseline,
    training: {
      batchSize: 4,
      earlyStopping: null,
      stages: [{ name: 'all', trainable: 'all', epochs: 1000, learningRate: 0.001 }],
    },
  },
};

/** Of its arm each trial fails. */
const broken: StudySpecInput = {
  ...spec,
  name: 'broken',
  arms: {
    explicit: [
      {
        name: longName,
        overrides: { model: { weights: { from: 'file', path: `/nowhere/${markup}.h5` } } },
      },
    ],
  },
  skipAfterFailures: 2,
};

/** Of what is laid out at once, the share of the view that moved, times how far; 0.1 and less is good. */
interface Shift {
  readonly value: number;
}

const startedEvent = (studyId: string, trialId: string): StudyEvent => ({
  type: 'trial.started',
  at: new Date().toISOString(),
  studyId,
  trialId,
  attempt: 1,
  worker: 'none',
  device: 'none',
  resumedAfterEpoch: null,
  epochs: 3,
});
const failedEvent = (studyId: string, trialId: string): StudyEvent => ({
  type: 'trial.failed',
  at: new Date().toISOString(),
  studyId,
  trialId,
  code: 'TRIAL_DIVERGED',
  message: 'expected a finite loss, got NaN',
});

const failureOf = (studyId: string, trialId: string): Failure => ({
  schemaVersion: 1,
  studyId,
  trialId,
  attempt: 1,
  edition: 1,
  code: 'TRIAL_DIVERGED',
  message: 'expected a finite loss, got NaN',
  remedy: 'none',
  failedAt: new Date().toISOString(),
});

async function publish(redisUrl: string, events: readonly StudyEvent[]): Promise<void> {
  const redis = new Redis(redisUrl);
  const batch = redis.pipeline();
  for (const event of events) {
    const json = JSON.stringify(event);
    batch.xadd(eventStreamKey(defaultQueuePrefix), '*', eventStreamField, json);
  }
  await batch.exec();
  redis.disconnect();
}

async function tokenOfViewer({ ready }: RunningProcess, ofAdmin: string): Promise<string> {
  const response = await fetch(`${String(ready['url'])}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ofAdmin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'Eve', role: 'viewer' }),
  });
  const { token } = (await response.json()) as CreatedToken;
  return token;
}

const readClipboard = 'navigator.clipboard.readText()';
const clipboardTypes = 'navigator.clipboard.read().then(([first]) => first.types)';

describe('the dashboard', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let site: string;
  let worker: RunningProcess | undefined;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
    stack = await startStack();
    site = new URL('/', stack.api).href;
    await addDrawnImages(stack);
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    // Chromium reports what the content security policy forbids as a console error.
    page.on('console', (message) => {
      if (/policy/i.test(message.text())) complaints.push(message.text());
    });
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  const openStudy = (studyId: string) => page.goto(`${site}#/studies/${studyId}`);
  const connection = () => page.locator('#connection');
  /** Of the trials of the study that is shown, as its page counts them. */
  const trials = (state: string) => page.locator(`article .counts li[data-state="${state}"]`);
  const waitForTrials = (state: string, least: number, timeout = minutes) =>
    expect
      .poll(
        async () =>
          Number.parseInt((await trials(state).allTextContents())[0]?.replaceAll(',', '') ?? '0'),
        {
          timeout,
        },
      )
      .toBeGreaterThanOrEqual(least);
  /** What the matrix says of the cell that has the focus. */
  const cellText = () => page.locator('#matrix-cell').textContent();
  const openTrial = (studyId: string, trialId: string) =>
    page.goto(`${site}#/studies/${studyId}/trials/${trialId}`);
  const runningTrial = async (studyId: string) => {
    const { cells } = await stack.waitFor<Cells>(
      `/studies/${studyId}/cells`,
      (answer) => answer.cells.some(({ state }) => state === 'running'),
      2 * minutes,
    );
    return cells.find(({ state }) => state === 'running')?.trialId ?? '';
  };

  const startWorker = async () => {
    worker ??= await stack.startWorker('<b>first</b>');
  };
  /** Of a name that an earlier test may have submitted. @returns its id */
  const submitted = async (wanted: StudySpecInput) => {
    const { studies } = await stack.get<StudyPage>(`/studies?name=${wanted.name}`);
    return studies[0]?.studyId ?? stack.submit(wanted);
  };
  /** The same, trained to its end. */
  const ended = async (wanted: StudySpecInput) => {
    const studyId = await submitted(wanted);
    const { state } = await stack.get<StudyDetail>(`/studies/${studyId}`);
    if (!isFinalStudyState(state)) await startWorker();
    await untilEnd(stack, studyId);
    return studyId;
  };

  const ask = async (studyId: string, command: 'pause' | 'resume') => {
    const path = `${stack.api}/studies/${studyId}/${command}`;
    expect(await fetch(path, emptyPost)).toMatchObject({ status: 202 });
  };

  /** What the clipboard has once a part is copied in a form. */
  const copied = async (part: Locator, form: string) => {
    await part.getByRole('button', { name: /^Copy/ }).click();
    await part.getByRole('button', { name: form, exact: true }).click();
    await part.getByText(`Copied as ${form}`).waitFor();
    return String(await page.evaluate(readClipboard));
  };

  /** What axe calls serious or worse, with where it is. */
  const seriousFaults = async (): Promise<unknown> => {
    await page.evaluate(axe);
    return page.evaluate(`axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]))`);
  };

  const drawnEpochs = async () => {
    return Number(await page.locator('.curves[data-epochs]').getAttribute('data-epochs'));
  };

  it('says how to begin while there is no study', async () => {
    await page.goto(site);
    await page.getByText('No study has been submitted yet').waitFor();
    await page.locator('#connection[data-state="live"]').waitFor();
    await keepPictures(page, 'no-study');
  });

  it('shows an address that names nothing as such', async () => {
    await page.goto(`${site}#/nowhere`);
    await page.getByRole('heading', { name: 'nothing at this address' }).waitFor();
    await openStudy('unknown');
    await page.getByText('expected the id of a study, got "unknown"').waitFor();
    await page.getByRole('link', { name: 'All studies' }).click();
    await page.getByRole('heading', { name: 'Studies' }).waitFor();
  });

  it('follows a study live from the first cell to the report', async () => {
    const studyId = await stack.submit(spec);
    await openStudy(studyId);
    await waitForTrials('queued', 6);
    await page.getByRole('heading', { name: 'Interim scores' }).waitFor();
    const rows = page.locator('.variants-table tbody tr');
    expect(await rows.allTextContents()).toEqual([
      expect.stringMatching(/^full baseline0 of 3–+$/),
      expect.stringMatching(/^no-class-weights0 of 3–+$/),
    ]);
    await page.getByText('No p-values and no verdict').waitFor();
    await startWorker();
    await openTrial(studyId, await runningTrial(studyId));
    // One document: the page has the study already, and reads nothing of it anew.
    await page.locator('.curves[data-epochs]').waitFor({ timeout: minutes });
    await page.locator('.curves .uplot canvas').first().waitFor();
    await keepPictures(page, 'trial-running');
    await page.goBack();
    // Of each variant one. Paused, so that the report comes when this has been seen.
    await waitForTrials('succeeded', 2, 2 * minutes);
    await ask(studyId, 'pause');
    const shown = expect.poll(() => rows.allTextContents(), { timeout: minutes });
    await shown.toEqual([
      expect.stringMatching(/^full baseline[1-3] of 3\d+\.\d/),
      expect.stringMatching(/^no-class-weights[1-3] of 3\d+\.\d.*[+−]\d+\.\d––$/),
    ]);
    await keepPictures(page, 'study-running');
    await page.locator('.matrix').focus();
    expect(await cellText()).toMatch(/^full, fold 0, seed 1: (balanced accuracy \d+\.\d %|paused)/);
    await ask(studyId, 'resume');
    await page.getByRole('heading', { name: 'Answer' }).waitFor({ timeout: 4 * minutes });
    expect(await page.getByRole('heading', { name: 'Interim scores' }).count()).toBe(0);
    expect(await trials('succeeded').textContent()).toBe('6 succeeded');
    expect(await page.locator('.badge').first().textContent()).toBe('finished');
    const captions = await page.locator('caption').allTextContents();
    for (const part of [
      ...['pooled', 'Against the baseline', 'If the trained models were fixed'],
      ...['What the differences are made of', 'Ranking, agreement and calibration'],
      ...['Per class', 'Confusion matrix', 'Ensemble on the sealed part'],
    ]) {
      expect(captions.join('\n')).toContain(part);
    }
    await page.locator('.notes').getByText('random weights').waitFor();
    const headlines = await page.locator('.headlines li').allTextContents();
    expect(headlines[0]).toMatch(
      /no-class-weights.* points of balanced accuracy \(\d\d\.\d % interval, adjusted p [=<] /,
    );
    expect(headlines.at(-1)).toMatch(/^Ensemble of 3 on \d+ sealed images: /);
    // The name of an arm, and once what it is.
    await page.getByRole('cell', { name: 'no class weights', exact: true }).waitFor();
    await page.locator('.caveats').getByText('fewer than 30 lesions of').first().waitFor();
    expect(captions.join('\n')).toMatch(/3 models together, and 3 of full each alone/);
    await page.getByRole('rowheader', { name: /^full × 3, \d+ views?$/ }).waitFor();
    await page.getByText('Thick: the interval that the verdict is of').waitFor();
    // What was sealed, beside what was asked for.
    const facts = page.locator('dl.facts').first();
    expect(await facts.textContent()).toMatch(
      /\d+ of 140 images \(\d+\.\d %; \d+\.\d % asked for\)/,
    );
    for (const table of studyTableNames) {
      const link = page.locator(`.links a[href$="/tables/${table}"]`);
      expect(await link.textContent(), table).toMatch(/^\w/);
    }
    const report = await browser.newPage();
    await report.goto(`${stack.api}/studies/${studyId}/report?format=html`);
    // The policy allows the style that it brings.
    const overflow = 'getComputedStyle(document.querySelector(".scroll")).overflowX';
    expect(await report.evaluate(overflow)).toBe('auto');
    await report.close();
    const drawn = await page.locator('svg.intervals').all();
    const labels = await Promise.all(drawn.map((chart) => chart.getAttribute('aria-label')));
    expect(labels[0]).toMatch(
      /^Differences to the baseline in balanced accuracy: .* [+−]\d+\.\d points, (helps|hurts|practically equal|not decided)$/,
    );
    expect(labels[1]).toMatch(/^Balanced accuracy of single models, out of fold/);
    const looks = page.locator('#at-multiplicity');
    expect(await looks.textContent()).toMatch(/Arms tested1Told apart[01] of 1/);
    const sealed = page.locator('#at-sealed');
    await sealed.getByText('Opened once').waitFor();
    expect(await sealed.locator('tbody tr').innerText()).toContain(studyId);
    // It is open: nothing there opens it again.
    expect(await sealed.getByRole('button').allTextContents()).toEqual(['Copy']);
    // One for the baseline, whose details are open, and one for the ensemble.
    expect(await page.locator('svg.lines circle').count()).toBeGreaterThan(1);
    await keepPictures(page, 'study');
  });

  it('opens a trial from the matrix, by mouse and by keyboard', async () => {
    await ended(spec);
    await page.goto(site);
    await page.getByRole('link', { name: 'seen' }).click();
    const matrix = page.locator('.matrix');
    await matrix.focus();
    await page.keyboard.press('ArrowRight');
    expect(await cellText()).toMatch(/^full, fold 1, seed 1: balanced accuracy \d+\.\d %$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'full, fold 1, seed 1' }).waitFor();
    expect(page.url()).toMatch(/\/trials\/full\.f1\.s1$/);
    await page.locator('.curves[data-epochs="3"]').waitFor();
    await page.locator('.timeline').getByText('Attempt 1').waitFor();
    // What a worker calls itself is text, whatever it looks like.
    await page.locator('.facts').getByText('<b>first</b>').waitFor();
    await page.locator('#at-receipt').getByText('trained on').waitFor();
    const log = page.locator('#at-log');
    await log.getByText('worker succeeded').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.insertText('SUCCEEDED');
    await log.locator('mark').first().waitFor();
    await log.getByText(/^\d+ of \d+ lines$/).waitFor();
    await expect.poll(() => page.url()).toContain('log=SUCCEEDED');
    await page.goBack();
    await matrix.waitFor();
    // The third column of the second row, behind names of 190 and below heads of 44 pixels.
    await matrix.click({ position: { x: 190 + 2.5 * 64, y: 44 + 1.5 * 26 } });
    await page.getByRole('heading', { name: 'no-class-weights, fold 2, seed 1' }).waitFor();
    await page.getByRole('link', { name: 'the baseline on the same fold and seed' }).click();
    await page.getByRole('heading', { name: 'full, fold 2, seed 1' }).waitFor();
  });

  it('draws an arm beside the baseline fold by fold, and leads to its trials', async () => {
    await ended(spec);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(site);
    await page.getByRole('link', { name: 'seen' }).click();
    await page.getByRole('link', { name: 'By fold', exact: true }).click();
    const section = page.locator('#at-folds');
    const title = /^balanced accuracy by fold and seed: full and no-class-weights, 3 pairs/i;
    await section.getByRole('img', { name: title }).waitFor();
    expect(await section.locator('tbody tr').allInnerTexts()).toEqual(
      [0, 1, 2].map((fold): unknown =>
        expect.stringMatching(
          new RegExp(String.raw`^fold ${fold}, seed 1\s+\d+\.\d\s+\d+\.\d\s+[+−]\d+\.\d`),
        ),
      ),
    );
    await section.getByLabel('Score').selectOption('macroF1');
    await expect.poll(() => page.url()).toMatch(/metric=macroF1.*arm=no-class-weights/);
    const menu = section.locator('figure');
    await menu.getByRole('button', { name: /^Copy/ }).click();
    await menu.getByRole('button', { name: 'API call' }).click();
    await menu.getByText('Copied as API call').waitFor();
    const [, call = ''] = /'(.*)'/.exec(String(await page.evaluate(readClipboard))) ?? [];
    expect(await (await page.request.get(call)).text()).toContain('no-class-weights.f2.s1');
    await menu.getByRole('button', { name: /^Copy/ }).click();
    await menu.getByRole('button', { name: 'PNG' }).click();
    await menu.getByText('Copied as PNG').waitFor();
    expect(await page.evaluate(clipboardTypes)).toEqual(['image/png']);
    expect(await copied(menu, 'SVG')).toMatch(/^<svg[^]*<\/svg>$/);
    expect(await copied(menu, 'CLI command')).toMatch(/^crossfold report seen-\S+ --table cells$/);
    const pairs = section.locator('.with-copy');
    expect(await copied(pairs, 'CSV')).toMatch(/^fold and seed,full,no-class-weights,difference,/);
    expect(await copied(pairs, 'Markdown')).toMatch(/^\| fold and seed \| full \|/);
    expect(await copied(pairs, 'LaTeX')).toContain('\\begin{tabular}');
    expect(await seriousFaults()).toEqual([]);
    await section.scrollIntoViewIfNeeded();
    expect(await misfits(page)).toEqual([]);
    await keepPictures(page, 'folds');
    // A cell of the confusion leads to its images, each to its lesion.
    const confusion = page.locator('#at-confusion');
    await confusion.getByLabel('Show').selectOption('counts');
    const cells = confusion.getByRole('button', { name: /images of \w+ answered \w+$/ });
    const counts = (await cells.allTextContents()).map(Number);
    await cells.nth(counts.indexOf(Math.max(...counts))).click();
    await expect.poll(() => page.url()).toMatch(/cells=counts.*label=\w+&predicted=\w+/);
    const image = confusion.getByRole('row').getByRole('link').first();
    await image.waitFor();
    const listed = await confusion.getByRole('row').getByRole('link').count();
    expect(listed).toBe(Math.max(...counts));
    await image.click();
    await page.getByRole('heading', { name: 'Who is right' }).waitFor();
    await page.locator('.lesion tbody tr').first().waitFor();
    await page.goBack();
    // A line, which has no place that a pointer could be sent to.
    await section.locator('.slope').nth(1).dispatchEvent('click');
    await page.getByRole('heading', { name: 'no-class-weights, fold 1, seed 1' }).waitFor();
  });

  it('keeps what is looked at in the address, and leads there by keyboard', async () => {
    await page.goto(site);
    await page.getByRole('link', { name: 'seen' }).waitFor();
    await page.keyboard.press('/');
    expect(await page.locator('input:focus').getAttribute('name')).toBe('text');
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('command palette').waitFor();
    await keepPictures(page, 'keys');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Workers', exact: true }).click();
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
    // This page has no field of its own.
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: /^Find/ }).fill('see');
    await page.getByRole('option', { name: /^seen study/ }).waitFor();
    await keepPictures(page, 'palette');
    await page.getByRole('option', { name: /^seen study/ }).click();
    await page.getByRole('heading', { name: 'Answer' }).waitFor();
    await page.getByLabel('Colour').selectOption('macroF1');
    await page.getByLabel('minus the baseline').check();
    await page.getByRole('link', { name: 'Curves', exact: true }).click();
    await page.locator('.in-view .uplot').waitFor();
    expect(page.url()).toMatch(/\?metric=macroF1&show=difference&at=curves$/);
    const curves = page.locator('#at-curves');
    const arm = curves.getByRole('checkbox', { name: 'no-class-weights' });
    const band = curves.getByRole('checkbox', { name: '± standard deviation' });
    const cells = curves.getByRole('checkbox', { name: 'cells' });
    const address = () => page.url();
    await curves.getByLabel('Measure').selectOption('validation_loss');
    await expect.poll(address).toContain('&measure=validation_loss');
    await arm.click();
    await expect.poll(address).toContain('&switched=no-class-weights');
    await band.click();
    await expect.poll(address).toContain('&band=off');
    await cells.click();
    await expect.poll(address).toContain('&lines=means');
    await page.reload();
    await page.getByRole('heading', { name: 'Answer' }).waitFor();
    await page.getByRole('img', { name: /^validation loss by epoch: means of full$/ }).waitFor();
    for (const one of [arm, band, cells]) expect(await one.isChecked()).toBe(false);
    expect(await page.getByLabel('minus the baseline').isChecked()).toBe(true);
    await page.locator('.matrix').focus();
    expect(await cellText()).toMatch(/^full, fold 0, seed 1: F1 minus baseline \+0\.0 points$/);
    await page.getByLabel('as a table').check();
    await page.locator('.trial-row').first().waitFor();
    expect(await page.locator('.trial-row').count()).toBe(7);
    await page.getByLabel('Order').selectOption('best');
    // What is chosen of a table is in the address, and there again after a reload.
    await page.getByRole('button', { name: 'Δ (points)' }).click();
    await expect.poll(() => page.url()).toMatch(/trials=table.*order=best.*sort=-?difference/);
    await page.reload();
    await page.locator('.trial-row').first().waitFor();
    expect(await page.getByLabel('Order').inputValue()).toBe('best');
    await page.locator('th[aria-sort="descending"], th[aria-sort="ascending"]').waitFor();
    await page.getByLabel('Columns').selectOption('differences');
    await page.getByText('Settings: settings that differ').waitFor();
    await expect.poll(() => page.url()).toContain('columns=differences');
    await page.getByLabel('Owner').fill('Ada');
    await page.getByLabel('Tags').fill('paper, first');
    await page.getByRole('textbox', { name: 'Notes' }).fill('Focal loss did not help.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.goto(site);
    await page.getByLabel('Find').fill('paper');
    await page.getByText('Ada').waitFor();
  });

  it('keeps views of the list, and asks the same of all that is listed', async () => {
    const notes = `${stack.api}/studies/${await ended(spec)}/notes`;
    const owned = await fetch(notes, {
      ...emptyPost,
      method: 'PATCH',
      body: JSON.stringify({ owner: 'Ada' }),
    });
    expect(owned.status).toBe(200);
    await page.goto(site);
    await page.getByText('Tag, owner, data set').click();
    await page.getByLabel('Owner').fill('Ada');
    await page.getByLabel('Data set').selectOption('drawn');
    await expect.poll(() => new URL(page.url()).hash).toBe('#/?owner=Ada&dataset=drawn');
    await page.getByText('1 study', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save view' }).click();
    const views = page.getByRole('dialog', { name: 'Saved views' });
    await views.getByLabel('Save what is listed as').fill('of Ada');
    await views.getByRole('button', { name: 'Save', exact: true }).click();
    await views.getByLabel('default').check();
    const name = views.getByLabel('Name of of Ada');
    await name.fill('hers');
    await name.blur();
    await views.getByLabel('Name of hers').waitFor();
    expect(await seriousFaults()).toEqual([]);
    expect(await misfits(page)).toEqual([]);
    await keepPictures(page, 'views');
    await views.getByRole('button', { name: 'Close' }).click();
    // A document of its own begins with the default view; all are a click away.
    await page.goto('about:blank');
    await page.goto(site);
    await expect.poll(() => new URL(page.url()).hash).toBe('#/?owner=Ada&dataset=drawn');
    await page.getByRole('link', { name: 'all studies' }).click();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/?view=all');
    await page.getByRole('link', { name: /^hers/ }).click();
    await page.getByRole('button', { name: 'Cancel for good …' }).click();
    const bulk = page.getByRole('dialog', { name: /^Cancel for good/ });
    await bulk.getByText('1 study, those that the list has now').waitFor();
    await bulk.getByRole('button', { name: 'Cancel for good: 1 study' }).click();
    await bulk.getByText('Done for 0 studies; refused by 1.').waitFor();
    await bulk.getByText('it has ended').waitFor();
    expect(await seriousFaults()).toEqual([]);
    expect(await misfits(page)).toEqual([]);
    await keepPictures(page, 'bulk');
  });

  it('is read by ear and by keyboard, and loads no more than it may', async () => {
    await ended(spec);
    const files: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      const type = response.request().resourceType();
      if (['document', 'script', 'stylesheet'].includes(type)) files.push(response.body());
    });
    /** Bytes since it was last asked, compressed. */
    const loaded = async () => {
      const bodies = await Promise.all(files.splice(0));
      return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    };
    await page.goto(site);
    await page.getByRole('link', { name: 'seen' }).waitFor();
    const first = await loaded();
    expect(first).toBeGreaterThan(50_000);
    expect(first).toBeLessThan(200_000);
    expect(await seriousFaults()).toEqual([]);
    expect(await misfits(page)).toEqual([]);
    await keepPictures(page, 'studies');
    await page.getByRole('link', { name: 'seen' }).click();
    await page.getByRole('heading', { name: 'Answer' }).waitFor();
    expect(await loaded()).toBeLessThan(60_000);
    expect(await seriousFaults()).toEqual([]);
    expect(await misfits(page)).toEqual([]);
    await page.locator('.matrix').focus();
    await page.keyboard.press('Enter');
    await page.locator('.curves[data-epochs="3"]').waitFor();
    expect(await loaded()).toBeLessThan(60_000);
    expect(await seriousFaults()).toEqual([]);
    expect(await misfits(page)).toEqual([]);
    await keepPictures(page, 'trial');
  });

  it('lists the answers, and what is looked for by text, state and order', async () => {
    await ended(spec);
    await page.goto(site);
    const rows = page.locator('.studies tbody tr');
    await page.getByText(/no-class-weights.* points of balanced accuracy/).waitFor();
    await page.getByText(/^Baseline \d+\.\d % balanced accuracy\.$/).waitFor();
    await page.getByLabel('Find').fill('nothing of this name');
    await page.getByText('No study fits what is looked for').waitFor();
    expect(page.url()).toContain('?text=nothing');
    await page.getByLabel('Find').fill('SEE');
    await rows.first().waitFor();
    expect(await page.locator('input:focus').inputValue()).toBe('SEE');
    await page.getByLabel(/^State/).selectOption('running');
    await page.getByText('No study fits what is looked for').waitFor();
    await page.getByLabel(/^State/).selectOption('finished');
    await page.getByLabel(/^Order/).selectOption('name');
    await page.getByRole('link', { name: 'seen' }).click();
    await page.getByRole('heading', { name: 'Answer' }).waitFor();
    await page.goBack();
    await rows.first().waitFor();
    expect(new URL(page.url()).hash).toBe('#/?text=SEE&state=finished&sort=name');
    expect(await page.getByLabel(/^State/).inputValue()).toBe('finished');
  });

  it.each(['md', 'json', 'tex', 'cells.csv'])('hands over the report as .%s', async (ending) => {
    await ended(spec);
    await page.goto(site);
    await page.getByRole('link', { name: 'seen' }).click();
    const link = page.locator(`a[download$=".${ending}"]`);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^seen-.*\\.${ending}$`));
    expect(await download.failure()).toBeNull();
  });

  it('does not push what one reads around while it loads', async () => {
    await ended(spec);
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as Shift).value);
      }).observe({ type: 'layout-shift' as 'measure', buffered: true });
    });
    const shiftOf = (go: Page) =>
      go.evaluate(() =>
        (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, one) => sum + one, 0),
      );
    await page.goto(site);
    await page.locator('tbody tr').first().waitFor();
    expect(await shiftOf(page)).toBeLessThan(0.1);
    const href = await page.getByRole('link', { name: 'seen' }).getAttribute('href');
    // A document of its own: a change of the part behind "#" would load nothing.
    await page.goto('about:blank');
    await page.goto(new URL(href ?? '', site).href);
    await page.getByRole('heading', { name: 'Answer' }).waitFor();
    await page.locator('section.explanations').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await shiftOf(page)).toBeLessThan(0.1);
  });

  it('shows where the models look: findings, a table and a picture of each class', async () => {
    await ended(spec);
    await startWorker();
    await page.goto(site);
    await page.getByRole('link', { name: 'seen' }).click();
    await page.getByText('Nothing was explained yet').waitFor();
    const args = ['explain', 'seen', '--per-class', '1', '--images', '4', '--no-occlusion'];
    expect(await runCli(args, stack.env)).toMatchObject({ code: 0 });
    await page.reload();
    const section = page.locator('section.explanations');
    await section.locator('summary').getByText('Grad-CAM of full, seed 1').waitFor();
    await section.getByText('of the maps lies inside the masks').first().waitFor();
    expect(await section.locator('tbody tr').count()).toBe(7);
    const pictures = section.locator('.gallery img');
    expect(await pictures.count()).toBe(7);
    expect(await section.locator('figcaption').first().textContent()).toMatch(
      /^[✓✕] true akiec, predicted \w+, \d+ %$/,
    );
    await pictures.last().scrollIntoViewIfNeeded();
    await expect
      .poll(() => pictures.last().evaluate((image: { naturalWidth: number }) => image.naturalWidth))
      .toBeGreaterThan(300);
  });

  it('shows how the models do on another data set', async () => {
    await ended(spec);
    await startWorker();
    const folder = join(stack.folder, 'shifted');
    const look = ['--images', '60', '--seed', '6', '--shares', 'mild', '--shift', '1'];
    const synth = ['dataset', 'synth', folder, ...look, '--series', '1', '--no-masks'];
    expect(await runCli(synth, stack.env)).toMatchObject({ code: 0 });
    const add = ['dataset', 'add', folder, '--name', 'shifted'];
    expect(await runCli(add, stack.env)).toMatchObject({ code: 0 });
    const evaluate = ['evaluate', 'seen', '--dataset', 'shifted'];
    expect(await runCli(evaluate, stack.env)).toMatchObject({ code: 0 });
    await page.goto(site);
    await page.getByRole('link', { name: 'seen' }).click();
    const section = page.locator('section.cross-evaluations');
    const rows = section.locator('table').first().locator('tbody tr');
    await rows.nth(2).waitFor();
    expect(await rows.locator('td:first-of-type').allTextContents()).toEqual([
      ...['drawn', 'shifted', 'shifted'],
    ]);
    expect(await rows.nth(1).textContent()).toMatch(/60\d+\.\d \[\d+\.\d, \d+\.\d\]/);
    await section.getByText('Per class, mean of 3 models of full on shifted').first().waitFor();
    await section.getByRole('rowheader', { name: 'mel', exact: true }).waitFor();
  });

  it('opens the sealed part by hand: once, by its name, and logged', async () => {
    const seen = await ended(spec);
    await startWorker();
    const sealed = (path: string, body: unknown) =>
      fetch(`${stack.api}/studies/${path}`, { ...emptyPost, body: JSON.stringify(body) });
    const cloned = await sealed(`${seen}/clone`, { name: 'grown', reuse: [seen] });
    const { studyId } = (await cloned.json()) as Submitted;
    const refused = await sealed(`${studyId}/sealed-part`, { confirm: 'grown' });
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('expected a study that has ended'),
    ]);
    await openStudy(studyId);
    await page.getByRole('heading', { name: 'Answer' }).waitFor({ timeout: 2 * minutes });
    const section = page.locator('#at-sealed');
    await section.scrollIntoViewIfNeeded();
    await section.getByText('Opened once').waitFor();
    await section.getByRole('button', { name: 'Open the sealed part …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open the sealed part' });
    const open = dialog.getByRole('button', { name: 'Open it' });
    await dialog.getByText('This cannot be undone.').waitFor();
    await keepPictures(page, 'sealed-opening');
    await dialog.getByRole('textbox').fill('seen');
    expect(await open.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('grown');
    await open.click();
    await expect.poll(() => page.url()).not.toContain(studyId);
    const openedBy = decodeURIComponent(page.url().split('/').at(-1) ?? '');
    const isOver = ({ state }: StudyDetail) => state === 'finished';
    const path = `/studies/${openedBy}`;
    const { study } = await stack.waitFor<StudyDetail>(path, isOver, 2 * minutes);
    expect(study.ensemble).toMatchObject({ variant: 'full' });
    const { openings } = await stack.get<SealedPartView>(`/studies/${seen}/sealed-part`);
    expect(openings.map((one) => one.studyId)).toEqual([seen, openedBy]);
    // Asked again it is the same opening; by another name, or for another ensemble, none.
    const command = ['--json', 'study', 'open-sealed', studyId, '--confirm'];
    const again = await runCli([...command, 'grown'], stack.env);
    expect(JSON.parse(again.stdout)).toMatchObject({ studyId: openedBy });
    const misnamed = await runCli([...command, 'seen'], stack.env);
    expect(misnamed.stderr).toMatch(/expected .*grown.* for confirm, got .*seen/);
    const other = { confirm: 'grown', variant: 'no-class-weights' };
    expect((await sealed(`${studyId}/sealed-part`, other)).status).toBe(409);
    await openStudy(studyId);
    await section.scrollIntoViewIfNeeded();
    await section.getByText('By hand it is opened by').waitFor();
    await section.getByText('Opened since this report').waitFor();
    expect(await section.getByRole('button', { name: /^Open/ }).count()).toBe(0);
  });

  it('names failed and skipped trials and shows messages as text', async () => {
    await startWorker();
    const studyId = await submitted(broken);
    await openStudy(studyId);
    await page.getByRole('heading', { name: 'Answer' }).waitFor({ timeout: 4 * minutes });
    expect(await trials('failed').textContent()).toBe('2 failed');
    expect(await trials('skipped').textContent()).toBe('1 skipped');
    expect(await page.locator('.badge').first().textContent()).toBe('finished with failures');
    await page.getByText('2 failed and 1 skipped of 6 trials; the report rests on').waitFor();
    const headlines = await page.locator('.headlines li').allTextContents();
    expect(headlines).toContain(
      `3 trials without a result (2 × WEIGHTS_INVALID, 1 × TRIAL_SKIPPED); no result of ${longName}.`,
    );
    const failures = page.locator('.failures');
    expect(await failures.getByRole('link').count()).toBe(3);
    expect(await failures.textContent()).toContain(markup);
    expect(await failures.textContent()).toContain('2 trials of this variant failed');
    const remedy = 'Put the file into the folder CROSSFOLD_WEIGHTS_DIR of every worker';
    expect(await failures.textContent()).toContain(remedy);
    await keepPictures(page, 'study-failed');
    await failures.getByRole('link').first().click();
    await page.getByRole('heading', { name: /^weightless/ }).waitFor();
    const problem = await page.locator('.problem').first().textContent();
    expect(problem).toContain(markup);
    expect(problem).toContain(remedy);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toContain('broken');
    await page.goBack();
    page.once('dialog', (dialog) => void dialog.accept());
    await failures.getByRole('button', { name: 'Try these 2 again' }).click();
    await expect
      .poll(async () => (await stack.get<StudyDetail>(`/studies/${studyId}`)).control.edition)
      .toBe(2);
  });

  it('says when the connection is lost, and goes on when it is back', async () => {
    await startWorker();
    const studyId = await submitted(endless);
    await openTrial(studyId, await runningTrial(studyId));
    await page.locator('.curves[data-epochs]').waitFor({ timeout: minutes });
    expect(await connection().textContent()).toBe('live');
    const resume = await stack.interruptOrchestrator();
    await connection().getByText('Connection lost').waitFor({ timeout: 10_000 });
    await keepPictures(page, 'connection-lost');
    await resume();
    await page.locator('#connection[data-state="live"]').waitFor({ timeout: 30_000 });
    expect(await connection().textContent()).toBe('live');
    const before = await drawnEpochs();
    await expect.poll(drawnEpochs, { timeout: minutes }).toBeGreaterThan(before);
  });

  it('pauses, resumes, and cancels one trial by its buttons', async () => {
    await page.goto(site);
    await page.getByRole('link', { name: 'endless' }).click();
    await waitForTrials('running', 1);
    const study = page.getByRole('group', { name: 'Control the study' });
    await study.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Pause Control the study' }).click();
    await page.locator('.badge[data-state="paused"]').first().waitFor({ timeout: minutes });
    await waitForTrials('paused', 6);
    await study.getByRole('button', { name: 'Resume' }).click();
    await waitForTrials('running', 1);
    const studyUrl = page.url();
    await page.goto(`${studyUrl}/trials/no-class-weights.f2.s1`);
    page.once('dialog', (dialog) => void dialog.accept());
    const trial = page.getByRole('group', { name: 'Control the trial' });
    await trial.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.badge[data-state="cancelled"]').first().waitFor();
    await page.goto(studyUrl);
    await waitForTrials('cancelled', 1);
    await study.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => trials('cancelled').count(), { timeout: minutes }).toBe(0);
    await page.getByRole('spinbutton', { name: 'Priority' }).fill('7');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Set.', { exact: true }).waitFor();
    const detail = await stack.get<StudyDetail>(`/studies/${studyUrl.split('/').at(-1) ?? ''}`);
    expect(detail.control.priority).toBe(7);
    await page.goto(`${studyUrl}/trials/no-class-weights.f2.s1`);
    await page.getByRole('heading', { name: 'no-class-weights, fold 2, seed 1' }).waitFor();
    await page.getByRole('spinbutton', { name: 'Priority' }).fill('9');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Set.', { exact: true }).waitFor();
    const { control } = await stack.get<StudyDetail>(`/studies/${detail.studyId}`);
    expect(control.trials['no-class-weights.f2.s1']?.priority).toBe(9);
    page.once('dialog', (dialog) => void dialog.accept());
    await trial.getByRole('button', { name: 'Cancel' }).click();
    const cancelled = page.locator('.under-title .badge[data-state="cancelled"]');
    await cancelled.waitFor();
    await trial.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => cancelled.count()).toBe(0);
    await page.goto(`${site}#/?text=endless`);
    await page.getByRole('button', { name: 'Resume …' }).click();
    await page.getByRole('button', { name: 'Resume: 1 study' }).click();
    await page.getByText('Done for 1 study; refused by 0.').waitFor();
  });

  it('shows a study that is cancelled', async () => {
    await startWorker();
    await submitted(endless);
    await page.goto(site);
    await page.getByRole('link', { name: 'endless' }).click();
    await waitForTrials('running', 1);
    const studyId = decodeURIComponent(page.url().split('/').at(-1) ?? '');
    const cancelled = await runCli(['study', 'cancel', studyId], stack.env);
    expect(cancelled).toMatchObject({ code: 0 });
    await page.locator('.badge[data-state="cancelled"]').first().waitFor({ timeout: minutes });
    await waitForTrials('cancelled', 6);
    await page.getByText('nothing to compare with').waitFor({ timeout: minutes });
    worker?.kill('SIGTERM');
    expect(await worker?.exited).toBe(0);
    worker = undefined;
  });

  it('fits a narrow screen', async () => {
    for (const wanted of [spec, broken]) await ended(wanted);
    await submitted(endless);
    await page.setViewportSize({ width: 400, height: 800 });
    await page.goto(site);
    await page.locator('.studies tbody tr').nth(2).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    for (const name of ['seen', 'broken', 'endless']) {
      await page.goto(site);
      await page.getByRole('link', { name }).click();
      await page.locator('.matrix').waitFor();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, name).toBeLessThanOrEqual(400);
    }
    await page.goto(site);
    await page.getByRole('link', { name: 'broken' }).click();
    const names = page.locator('.variants-table th');
    const label = page.getByRole('rowheader', { name: longName }).and(names);
    await label.waitFor();
    const { width: labelWidth = 400 } = (await label.boundingBox()) ?? {};
    expect(labelWidth).toBeLessThan(160);
  });

  it('asks for a token, opens a session with it, and keeps nothing that a script could read', async () => {
    for (const wanted of [spec, broken]) await ended(wanted);
    const env = { ...stack.env, CROSSFOLD_API_TOKEN: 'a-token-for-the-test' };
    const guarded = await startApp('orchestrator', env);
    try {
      await page.goto(`${String(guarded.ready['url'])}/`);
      await page.getByLabel('API token').fill('a-token-that-is-wrong');
      await page.keyboard.press('Enter');
      await page.getByText('The token was not accepted').waitFor();
      await keepPictures(page, 'login');
      await page.getByLabel('API token').fill(env.CROSSFOLD_API_TOKEN);
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'seen' }).click();
      await page.getByRole('heading', { name: 'Answer' }).waitFor();
      const link = page.locator('a[download$=".md"]');
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      expect(await download.failure()).toBeNull();
      const kept = await page.evaluate(
        '[localStorage.length, sessionStorage.length, document.cookie]',
      );
      expect(kept).toEqual([0, 0, '']);
      await page.reload();
      await page.getByRole('heading', { name: 'Answer' }).waitFor();
      await page.getByRole('link', { name: 'API tokens' }).click();
      await page.getByLabel('What it is for').fill('notebook');
      await page.getByRole('button', { name: 'Make a token' }).click();
      const made = (await page.getByRole('status').locator('code').textContent()) ?? '';
      const asMade = () =>
        fetch(`${String(guarded.ready['url'])}/api/v1/session`, {
          headers: { authorization: `Bearer ${made}` },
        });
      expect((await asMade()).status).toBe(200);
      await page.getByRole('button', { name: 'End notebook' }).click();
      await page.getByText(/^ended /).waitFor();
      expect((await asMade()).status).toBe(401);
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByLabel('API token').waitFor();
      await page.goto(`${String(guarded.ready['url'])}/`);
      await page
        .getByLabel('API token')
        .fill(await tokenOfViewer(guarded, env.CROSSFOLD_API_TOKEN));
      await page.keyboard.press('Enter');
      // A viewer sees no button that would be refused, and which role has what is not there.
      const lacks = (to: string) =>
        page.getByText(
          `To ${to} takes the role researcher or a higher one; Eve has the role viewer.`,
        );
      await lacks('control studies').waitFor();
      await page.getByRole('link', { name: 'broken' }).click();
      await lacks('control the study').waitFor();
      await lacks('try trials again').first().waitFor();
      await lacks('write notes').waitFor();
      expect(await page.getByLabel('Owner').isEditable()).toBe(false);
      const refused = /^(Pause|Cancel|Resume|Try|Save|Set|Submit|Open)/;
      expect(await page.getByRole('button', { name: refused }).count()).toBe(0);
      await keepPictures(page, 'viewer');
    } finally {
      guarded.kill('SIGTERM');
      await guarded.exited;
    }
  });

  it('keeps up with a study of 1,200 trials', async () => {
    const twins = [0.1, 0.2].map((dropout, i) => ({
      name: `twin-${i}`,
      overrides: { model: { dropout } },
    }));
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const arms = { leaveOneOut: ['classWeights' as const], explicit: twins };
    const studyId = await stack.submit({ ...spec, name: 'large', seeds, arms });
    await openStudy(studyId);
    await waitForTrials('queued', 1200);
    await page.locator('#connection[data-state="live"]').waitFor();
    const { cells } = await stack.get<Cells>(`/studies/${studyId}/cells`);
    const trialIds = cells.map(({ trialId }) => trialId);
    expect(trialIds.length).toBe(1200);
    // The worker has ended: these ends come from here, in the store and on the stream of events.
    for (const trialId of trialIds) {
      await updateRecord(stack.store, records.failure, { studyId, trialId }, () =>
        failureOf(studyId, trialId),
      );
    }
    const failures = trialIds.flatMap((trialId) => [
      startedEvent(studyId, trialId),
      failedEvent(studyId, trialId),
    ]);
    await publish(stack.env['REDIS_URL'] ?? '', failures);
    await waitForTrials('failed', 1200);
    await page.getByText('1,200 trials gave no result, for 1 reason').waitFor();
    await page.locator('.matrix').focus();
    await page.keyboard.press('End');
    expect(await cellText()).toBe('full, fold 2, seed 99: failed, TRIAL_DIVERGED');
  });

  it('leaves the description of the API to its own page', async () => {
    await page.goto(`${site}api`);
    await page.getByRole('heading', { name: /^crossfold/ }).waitFor();
    await page.getByText('/api/v1/studies', { exact: true }).first().waitFor();
    const icon = await page.request.get(`${site}favicon.ico`);
    expect(icon.status()).toBe(204);
    const policy = (await page.request.get(site)).headers()['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
  });
});
