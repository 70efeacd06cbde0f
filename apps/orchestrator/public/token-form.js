import { tokenStore } from './client/api.js';
import { element } from './element.js';

/**
 * Asks for the API token. It is kept for this tab only.
 *
 * @param {() => void} onToken
 */
export function tokenForm(onToken) {
  const wasRefused = tokenStore.read() !== null;
  const input = element('input', {
    type: 'password',
    id: 'token',
    name: 'token',
    autocomplete: 'off',
    required: '',
  });
  /** @param {SubmitEvent} event */
  const onsubmit = (event) => {
    event.preventDefault();
    tokenStore.save(input.value.trim());
    onToken();
  };
  return element('form', { class: 'token', onsubmit }, [
    element('h1', {}, ['This orchestrator asks for a token']),
    wasRefused &&
      element('p', { class: 'problem', role: 'alert' }, ['The token was not accepted.']),
    element('p', {}, [
      'It is the value of ',
      element('code', {}, ['CROSSFOLD_API_TOKEN']),
      ' of the orchestrator. This tab keeps it until it is closed.',
    ]),
    element('label', { for: 'token' }, ['API token']),
    input,
    element('button', { type: 'submit' }, ['Continue']),
  ]);
}
