/* Exits with 0 when the orchestrator of this container answers, for HEALTHCHECK of the image. */

const port = process.env['CROSSFOLD_PORT'] || '7430';
const answer = await fetch(`http://127.0.0.1:${port}/health/live`, {
  signal: AbortSignal.timeout(8000),
});
if (!answer.ok) throw new Error(`expected HTTP 200 of /health/live, got ${answer.status}`);
