import { describe, expect, it } from 'vitest';
import { smallEnsemble, smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { withCaveats } from './caveats.js';
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

  it('writes commands of LaTeX as text', () => {
    const named = { ...report.variants[1], name: hostile } as (typeof report.variants)[number];
    const text = reportFormats.latex.render({ ...report, variants: [named] });
    expect(text).toContain('\\textbackslash{}input\\{z\\} \\$\\&\\%\\textasciitilde{}');
    expect(text).not.toContain('\\input');
  });
});
