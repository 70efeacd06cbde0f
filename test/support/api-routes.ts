/** One operation of the OpenAPI document, with its path filled in. */
export interface ApiRoute {
  readonly method: string;
  /** As the document has it. */
  readonly template: string;
  /** Of something that is not there. */
  readonly path: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];

/** Every operation that the orchestrator at `origin` describes. */
export async function readApiRoutes(origin: string): Promise<ApiRoute[]> {
  const response = await fetch(`${origin}/api/openapi.json`);
  const { paths } = (await response.json()) as Document;
  return Object.entries(paths).flatMap(([template, item]) =>
    methods
      .filter((method) => method in item)
      .map((method) => ({
        method: method.toUpperCase(),
        template,
        path: template.replace(/\{\w+\}/g, 'none'),
      })),
  );
}
