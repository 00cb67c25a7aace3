// A real OpenID provider for the length of a test. It speaks FranceConnect's profile: eidas1 to
// eidas3 as levels, scopes named after the claims, claims at the userinfo endpoint as a signed
// token. Nobody types a password: the page to sign in at has one link for each invented person
// and level. It ends with its standard input.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const people = {
  camille: {
    family_name: 'Exemple',
    given_name: 'Camille Andrée',
    birthdate: '1984-02-29',
    birthplace: '99999',
    birthcountry: '99100',
    email: 'camille@example.org',
  },
  dominique: {
    family_name: 'Modèle',
    given_name: 'Dominique',
    birthdate: '1990-00-00',
    birthplace: '',
    birthcountry: '99139',
    email: 'dominique@example.org',
  },
};
const claims = Object.keys(people.camille);
// Keys of its own to sign with, in the ways that FranceConnect and FranceConnect+ do.
const keys = [['rsa', { modulusLength: 2048 }], ['ec', { namedCurve: 'P-256' }]].map(([kind, options], at) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }),
  kid: `key ${at}`,
  use: 'sig',
}));

let provider;
let callback;

const page = (response, links) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const list = links.map(([href, words]) => `<li><a href="${href}">${words}</a></li>`).join('');
  response.end(`<!DOCTYPE html><html lang="en"><title>Sign in</title><h1>Sign in</h1><ul>${list}</ul></html>`);
};

const interact = async (request, response, [, uid, person, acr]) => {
  const { params } = await provider.interactionDetails(request, response);
  if (!person) {
    const levels = ['eidas1', 'eidas2', 'eidas3', 'weird'];
    const links = Object.keys(people).flatMap((name) =>
      levels.map((level) => [`/interaction/${uid}/${name}/${level}`, `${name} ${level}`]),
    );
    return page(response, [...links, [`/interaction/${uid}/nobody/no`, 'nobody']]);
  }
  if (!people[person]) {
    const refusal = { error: 'access_denied', error_description: 'the person went back' };
    return provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: person, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId: person, acr, remember: false }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
};

// The town that the second client encrypts for is known only once it listens.
let encrypting;

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://provider');
  if (url.pathname === '/encrypts-for') {
    return fetch(url.searchParams.get('keys')).then(async (keys) => {
      encrypting = await keys.json();
      build();
      response.end();
    });
  }
  const interaction = /^\/interaction\/([^/]+)(?:\/([^/]+)\/([^/]+))?$/.exec(request.url);
  if (!interaction) return callback(request, response);
  interact(request, response, interaction).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});

const build = () => {
  // Its address is part of what it says, and is known only now.
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const client = {
    client_id: 'saint-exemple',
    client_secret: 'a secret of the tests',
    redirect_uris: ['http://127.0.0.1/sign-in/callback'],
    post_logout_redirect_uris: ['http://127.0.0.1/'],
    userinfo_signed_response_alg: 'RS256',
  };
  // As FranceConnect+ has it: everything signed by ES256 and encrypted for the town.
  const plus = encrypting && {
    ...client,
    client_id: 'saint-exemple-plus',
    // Fetched already: this library fetches nothing from a loopback address.
    jwks: encrypting,
    ...Object.fromEntries(['id_token', 'userinfo'].flatMap((of) => [
      [`${of}_signed_response_alg`, 'ES256'],
      [`${of}_encrypted_response_alg`, 'ECDH-ES'],
      [`${of}_encrypted_response_enc`, 'A256GCM'],
    ])),
  };
  provider = new Provider(issuer, {
    acrValues: ['eidas1', 'eidas2', 'eidas3', 'weird'],
    claims: Object.fromEntries([['acr', null], ['openid', ['sub']], ...claims.map((claim) => [claim, [claim]])]),
    scopes: ['openid', ...claims],
    clients: plus ? [client, plus] : [client],
    conformIdTokenClaims: true,
    cookies: { keys: ['of the tests'], names: { session: 'idp', interaction: 'idp_i', resume: 'idp_r' } },
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256', 'ES256'],
      userinfoSigningAlgValues: ['RS256', 'ES256'],
      idTokenEncryptionAlgValues: ['ECDH-ES'],
      userinfoEncryptionAlgValues: ['ECDH-ES'],
      idTokenEncryptionEncValues: ['A256GCM'],
      userinfoEncryptionEncValues: ['A256GCM'],
    },
    features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true }, encryption: { enabled: true } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys },
    pkce: { required: () => true },
  });
  // The town listens on a port that nobody knows before it starts.
  const here = (uri) => uri.startsWith('http://127.0.0.1:');
  provider.Client.prototype.redirectUriAllowed = (uri) => here(uri) && uri.endsWith('/sign-in/callback');
  provider.Client.prototype.postLogoutRedirectUriAllowed = here;
  callback = provider.callback();
  return issuer;
};

server.listen(0, '127.0.0.1', () => console.log(build()));

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
