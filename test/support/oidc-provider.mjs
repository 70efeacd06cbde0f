/*
 * A provider of OpenID Connect with people who need no password: `node oidc-provider.mjs REDIRECT_URI`.
 * What each is comes from the name: `ada.vision` is of the group vision.
 */
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [redirectUri] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'crossfold',
        client_secret: 'a-secret-of-the-test',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email'], profile: ['groups'] },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({
        sub: accountId,
        email: `${accountId.split('.')[0]}@lab.example`,
        groups: accountId.split('.').slice(1),
      }),
    }),
  });
  server.on('request', provider.callback());
  process.stdout.write(`${JSON.stringify({ event: 'listening', issuer })}\n`);
});
