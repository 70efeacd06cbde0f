import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { presetListSchema, type PresetList } from '@crossfold/contracts';
import { Get } from '@nestjs/common';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonResponse, Operation } from '../http/api-controller.js';

const folder = new URL('../../../../infra/presets/', import.meta.url);
const extension = '.yaml';

@ApiController('presets', 'presets')
export class PresetsController {
  @Get()
  @Needs('study.read')
  @Operation('listPresets', 'Study files that come with crossfold')
  @JsonResponse(200, presetListSchema, 'All of them, by name.')
  async list(): Promise<PresetList> {
    const files = (await readdir(fileURLToPath(folder))).filter((file) => file.endsWith(extension));
    const presets = files.sort().map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8');
      return { name: file.slice(0, -extension.length), description: descriptionOf(text), text };
    });
    return { presets: await Promise.all(presets) };
  }
}

/** The comment at the beginning, without what it tells editors. */
function descriptionOf(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const words = lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.slice(1).trim())
    .filter((line) => !line.startsWith('yaml-language-server:'));
  return words.join(' ').trim();
}
