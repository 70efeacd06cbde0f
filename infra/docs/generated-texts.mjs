import { PassThrough } from 'node:stream';
import { root } from './list-pages.mjs';
import { apiReference } from './reference/api.mjs';
import { commandLineReference } from './reference/command-line.mjs';
import { errorReference } from './reference/errors.mjs';
import { studyFileReference } from './reference/study-file.mjs';

/** The Markdown of the generated pages, out of what was built. */
export async function generatedTexts() {
  const [contracts, cli, document] = await Promise.all([
    import(`${root}libs/contracts/dist/index.js`),
    import(`${root}apps/cli/dist/program/all-commands.js`),
    apiDocument(),
  ]);
  return {
    'docs/reference/study-file.md': studyFileReference(contracts.studyJsonSchema()),
    'docs/reference/command-line.md': commandLineReference(
      await cli.listAllCommands(new PassThrough()),
      cli.listExitCodes(),
    ),
    'docs/reference/api.md': apiReference(document),
    'docs/reference/errors.md': errorReference(contracts.errorKinds),
  };
}

/** Of an application that is described, and never started. */
async function apiDocument() {
  await import('reflect-metadata');
  const [{ createApp }, { describeApi }, tokens] = await Promise.all([
    import(`${root}apps/orchestrator/dist/create-app.js`),
    import(`${root}apps/orchestrator/dist/http/open-api.js`),
    import(`${root}apps/orchestrator/dist/process/tokens.js`),
  ]);
  const settings = { basePath: '', apiToken: 'token', oidc: null, allowedHosts: [], store: {} };
  const parts = Object.values(tokens).map((provide) => ({ provide, useValue: {} }));
  const app = await createApp(settings, {}, parts);
  return describeApi(app, settings);
}
