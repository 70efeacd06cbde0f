/** Of swagger-ui-bundle.js, which is loaded before. */
const { SwaggerUIBundle } = /** @type {any} */ (window);

SwaggerUIBundle({
  dom_id: '#description',
  url: 'openapi.json',
  deepLinking: true,
  // It would send the address of the description to a server elsewhere.
  validatorUrl: null,
});
