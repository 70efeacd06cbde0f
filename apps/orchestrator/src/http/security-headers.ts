import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * On every answer, whatever gives it. Nothing here allows inline scripts or styles: the page, and
 * the description of the API, bring theirs as files. HSTS is left to the proxy that has TLS.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Pictures with a token come by fetch; the description of the API has icons in its styles.
        imgSrc: ["'self'", 'blob:', 'data:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  });
}
