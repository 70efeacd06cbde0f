import { describe, expect, it } from 'vitest';
import { smallEnsemble, smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { withCaveats } from './caveats.js';
import { withHeadlines } from './headlines.js';
import { reportFormats } from './render-report.js';

/** What a message or a name could bring into a report, and do to whoever opens it. */
const hostile =
  '\u001b[2J\u0007\u202e| <script>alert(1)</script> [x](javascript:y) \\input{z} $&%~^';
const formula = '=1+cmd|calc';

describe('reportFormats', async () => {
  const sound = await summariseStudy(smallResults(), writtenAt);
  const report = {
    ...sound,
    notes: [hostile, '# not a heading\n## nor this'],
    failures: [
      { trialId: 'full.f0.s1', code: 'WEIGHTS_INVALID', message: hostile },
    ] as typeof sound.failures,
    variants: sound.variants.map((variant, i) =>
      i === 0 ? { ...variant, name: formula } : variant,
    ),
  };
  const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

  it.each(['md', 'latex'] as const)('writes no control characters into %s', (format) => {
    expect(reportFormats[format].render(report)).not.toMatch(controls);
  });

  it('writes text, not markup, into Markdown', () => {
    const text = reportFormats.md.render(report);
    expect(text).not.toMatch(/<script|\]\(javascript|^## nor|^- #/m);
    expect(text).toContain(
      '\\x1b[2J\\x07\\u202e\\| &lt;script>alert(1)&lt;/script> [x]\\(javascript',
    );
    expect(text).toContain('- \\# not a heading\\n## nor this');
    expect(text).toContain('| =1+cmd\\|calc');
  });

  it('writes the tables of a paper as LaTeX, and all of them when asked to', () => {
    const whole = withCaveats({ ...sound, ensemble: smallEnsemble() });
    const main = reportFormats.latex.render(whole);
    const all = reportFormats.latex.render(whole, { tables: 'all' });
    const captions = (text: string) => text.match(/^\\caption\{.*$/gm) ?? [];
    expect(captions(main).map((caption) => caption.slice(9, 29))).toEqual([
      'Single models, out o',
      'Against the baseline',
      'Ensemble on the seal',
      'Cross-validated ense',
      'Numbers to read with',
    ]);
    expect(captions(all).length).toBeGreaterThan(10);
    for (const caption of captions(main)) expect(all).toContain(caption);
    expect(main).toContain('few groups');
    expect(main).not.toMatch(/fewGroups|fewInnerImages/);
  });

  it('puts texts left and numbers right, in every format', () => {
    const find = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
    const html = find(reportFormats.html.render(sound), /<table id="pooled">(.*?)<\/table>/s);
    expect(html).toContain('<th scope="col">what it is</th>');
    expect(html).toContain('<th scope="col" class="number">balanced accuracy [95 %]</th>');
    expect(html).toMatch(/<td>baseline<\/td><td>4\/4<\/td><td class="number">[\d.]+ \[/);
    expect(find(reportFormats.md.render(sound), /^\| variant +\| what it is.*\n(.*)/m)).toMatch(
      /^\| -+ \| -+ \| -+ \| -+: \|/,
    );
    expect(find(reportFormats.latex.render(sound), /begin\{tabular\}\{(\w+)\}/)).toMatch(/^lllr+$/);
  });

  it('says of an arm without a title what it changes', () => {
    const [baseline, arm] = sound.variants;
    if (!baseline || !arm) throw new Error('expected two variants');
    const differences = [{ path: 'region.input', baseline: 'whole', arm: 'foreground' }];
    const own = (arms: NonNullable<typeof sound.configuration>['arms']) =>
      reportFormats.html.render({
        ...sound,
        variants: [baseline, { ...arm, name: 'foreground-only', title: 'foreground-only' }],
        configuration: { baseline: 'full', settings: [], arms },
      });
    const named = own([{ name: 'foreground-only', differences }]);
    expect(named).toContain('foreground-only</th><td>region.input: foreground</td>');
    expect(own([])).toContain('foreground-only</th><td>foreground-only</td>');
  });

  it('shows no interval of differences beyond what is possible, and says so', () => {
    const variants = sound.variants.map((variant) => {
      const { comparison } = variant;
      if (!comparison?.estimate) return variant;
      const wide: [number, number] = [-2.666, 2.41];
      const family = { ...comparison.estimate.family, interval: wide };
      const estimate = { ...comparison.estimate, interval: wide, family };
      const power = { at: [], smallestDetectable: 4.86 };
      const verdict = 'undecided' as const;
      return { ...variant, comparison: { ...comparison, estimate, power, verdict } };
    });
    const text = reportFormats.html.render(withHeadlines({ ...sound, variants }));
    expect(text).not.toMatch(/266\.6|241\.0/);
    expect(text).toContain('[−100.0, +100.0]');
    expect(text).not.toContain('486.0');
    expect(text).toContain('the study finds no possible difference in four of five cases');
    expect(text.match(/Intervals are cut at ±100 points/g)).toHaveLength(2);
    expect(reportFormats.html.render(sound)).not.toContain('Intervals are cut');
  });

  it('writes commands of LaTeX as text', () => {
    const named = { ...report.variants[1], name: hostile } as (typeof report.variants)[number];
    const text = reportFormats.latex.render({ ...report, variants: [named] });
    expect(text).toContain('\\textbackslash{}input\\{z\\} \\$\\&\\%\\textasciitilde{}');
    expect(text).not.toContain('\\input');
  });
});
