import { z } from 'zod';

/** Study files that come with crossfold, to begin with. */
export const presetListSchema = z.strictObject({
  presets: z.array(
    z.strictObject({
      name: z.string(),
      /** What it is for: the comment at its beginning. */
      description: z.string(),
      /** The file itself, YAML with its comments. */
      text: z.string(),
    }),
  ),
});
export type PresetList = z.infer<typeof presetListSchema>;
