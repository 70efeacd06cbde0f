import { fileURLToPath } from 'node:url';

/** The dashboard, as its build left it. */
export const dashboardFolder = fileURLToPath(new URL('../../../dashboard/bundle', import.meta.url));

/** The page that shows the description of the API, served as it is. */
export const apiPageFolder = fileURLToPath(new URL('../../public/api', import.meta.url));
