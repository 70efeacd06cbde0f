import {
  AppError,
  comparedVariants,
  comparisonAcrossSchema,
  comparisonQuerySchema,
  nearestWord,
  parseWith,
  type ComparisonAcross,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import type { ObjectStore } from '@crossfold/storage';
import { compareAcross, readReceipt, type ChosenVariant, type StudyIndex } from '@crossfold/study';
import { Get, Inject, Query } from '@nestjs/common';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonResponse, Operation, QueryParameters } from '../http/api-controller.js';
import { storeToken, studyIndexToken } from '../process/tokens.js';

const readsInFlight = 16;

@ApiController('comparisons', 'comparisons')
export class ComparisonsController {
  constructor(
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(storeToken) private readonly store: ObjectStore,
  ) {}

  @Get()
  @Needs('study.read')
  @Operation(
    'compareVariants',
    'Compare variants of any studies, paired by cell',
    'Of out-of-fold scores. Nothing of a sealed part is read.',
  )
  @QueryParameters(comparisonQuerySchema)
  @JsonResponse(200, comparisonAcrossSchema, 'Each beside the first; `unlike` says what is not.')
  async compare(@Query() query: unknown): Promise<ComparisonAcross> {
    const asked = parseWith(comparisonQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const names = readNames(asked.variants);
    const chosen: ChosenVariant[] = [];
    for (const name of names) chosen.push(await this.choose(name));
    const comparesUnlike = asked.unlike === 'compare';
    return compareAcross(chosen as [ChosenVariant, ...ChosenVariant[]], { comparesUnlike });
  }

  /** @throws AppError NOT_FOUND (study, variant) */
  private async choose({ studyId, name }: VariantName): Promise<ChosenVariant> {
    const { study, trials } = this.index.get(studyId);
    const variant = study.variants.find((one) => one.name === name);
    if (!variant) throw unknownVariant(studyId, name, study.variants);
    const own = [...trials.values()].filter((trial) => trial.variant === name);
    const succeeded = own.filter(({ state }) => state === 'succeeded');
    const cells = await mapBounded(
      succeeded,
      readsInFlight,
      async ({ trialId, repeat, fold, seed }) => ({
        repeat,
        fold,
        seed,
        receipt: await readReceipt(this.store, { studyId, trialId }),
      }),
    );
    return { study, variant, cells, planned: own.length };
  }
}

interface VariantName {
  readonly studyId: string;
  readonly name: string;
}

/**
 * A name that comes twice counts once.
 *
 * @throws AppError REQUEST_INVALID
 */
function readNames(text: string): VariantName[] {
  const { fewest, most } = comparedVariants;
  const asked = text.split(',');
  const names = [...new Set(asked)];
  const parsed = names.map((name) => /^([^/]+)\/([^/]+)$/.exec(name));
  const wrong = parsed.indexOf(null);
  if (wrong !== -1) throw invalid(`STUDY/VARIANT for each`, `"${names[wrong]}"`);
  if (asked.length < fewest || asked.length > most) {
    throw invalid(`${fewest} to ${most} variants`, `${asked.length}: ${text}`);
  }
  return parsed.flatMap((one) => (one ? [{ studyId: one[1] ?? '', name: one[2] ?? '' }] : []));
}

function invalid(expected: string, got: string): AppError {
  return new AppError(
    'REQUEST_INVALID',
    `expected ${expected} for variants, got ${got.slice(0, 300)}`,
  );
}

function unknownVariant(
  studyId: string,
  name: string,
  known: readonly { readonly name: string }[],
): AppError {
  const nearest = nearestWord(
    name,
    known.map((one) => one.name),
  );
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return new AppError(
    'NOT_FOUND',
    `expected a variant of ${studyId}, got "${name.slice(0, 200)}"${hint}`,
  );
}
