import { nearestWord } from '../nearest-word.js';
import { definitionOf, holders, unwrap, type SchemaDef } from '../schema-branches.js';
import { variantConfigSchema } from '../variant/variant.js';

/**
 * Every field of a variant's configuration, groups too, from the configuration down: `model`,
 * `model.dropout`, `training.stages`, `training.stages[].epochs`.
 */
function listConfigFields(): string[] {
  return [...new Set(fieldsOf(definitionOf(variantConfigSchema), ''))];
}

function* fieldsOf(def: SchemaDef, path: string): Generator<string> {
  const { element } = unwrap(def);
  if (element) return yield* fieldsOf(element._zod.def, `${path}[]`);
  for (const { shape = {} } of holders(def)) {
    for (const [key, member] of Object.entries(shape)) {
      const field = path === '' ? key : `${path}.${key}`;
      yield field;
      yield* fieldsOf(member._zod.def, field);
    }
  }
}

/** Why a field of a configuration cannot be meant; null where it can. */
export function unknownFieldText(field: string): string | null {
  const known = listConfigFields();
  if (known.includes(field.replace(/\[\d+\]/g, '[]'))) return null;
  const last = field.slice(field.lastIndexOf('.') + 1).toLowerCase();
  const inside = known.find((name) => name.toLowerCase().endsWith(`.${last}`));
  const nearest = inside ?? nearestWord(field, known);
  const hint = nearest ? `; did you mean "${nearest.replaceAll('[]', '[0]')}"?` : '';
  return `unknown field "${field.slice(0, 100)}"${hint}`;
}
