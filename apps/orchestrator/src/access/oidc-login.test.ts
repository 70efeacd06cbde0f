import { describe, expect, it } from 'vitest';
import { readOidcConfig, type OidcConfig } from '../process/oidc-config.js';
import { principalOf } from './oidc-login.js';

const environment = {
  CROSSFOLD_OIDC_ISSUER: 'https://login.example',
  CROSSFOLD_OIDC_CLIENT_ID: 'crossfold',
  CROSSFOLD_OIDC_CLIENT_SECRET: 'secret',
  CROSSFOLD_OIDC_ROLE_CLAIM: 'groups',
  CROSSFOLD_OIDC_ROLES: 'vision=researcher, lab=viewer,it=admin',
  CROSSFOLD_PUBLIC_URL: 'https://crossfold.example/lab/',
};

describe('a login by claims', () => {
  const config = readOidcConfig(environment, []) as OidcConfig;
  const limited = { ...config, projectClaim: 'projects' };
  const ada = { sub: '1', email: 'ada@lab.example', groups: ['lab', 'vision', 'chess'] };

  it('has the highest role of its groups, and the projects that are listed', () => {
    const all = { user: 'ada@lab.example', role: 'researcher', projects: null };
    expect(principalOf(config, ada)).toEqual(all);
    expect(principalOf(config, { ...ada, groups: 'it' })).toMatchObject({ role: 'admin' });
    expect(principalOf(limited, { ...ada, projects: ['a', '../b', 7, 'a'] })).toEqual({
      ...all,
      projects: ['a'],
    });
  });

  it.each([
    ['no group', config, { ...ada, groups: undefined }],
    ['a group that has no role', config, { ...ada, groups: ['chess', { role: 'it' }] }],
    ['a name of what all objects inherit', config, { ...ada, groups: ['constructor'] }],
    ['no project, where projects limit', limited, { ...ada, projects: [] }],
    ['no name', config, { groups: ['it'] }],
    ['a name that would command a terminal', config, { sub: 'a\u001b[2J', groups: ['it'] }],
  ])('is refused with %s', (_, rules, claims) => {
    expect(() => principalOf(rules, claims)).toThrowError(
      expect.objectContaining({ code: 'FORBIDDEN' }) as Error,
    );
  });

  it('is set up whole, or not at all', () => {
    const problems: string[] = [];
    const wrong = {
      ...environment,
      CROSSFOLD_OIDC_CLIENT_SECRET: undefined,
      CROSSFOLD_OIDC_ROLES: 'vision=root,nodes=worker',
    };
    expect(readOidcConfig(wrong, problems)).toBeNull();
    expect(problems).toEqual([
      'CROSSFOLD_OIDC_CLIENT_SECRET: expected a value beside CROSSFOLD_OIDC_ISSUER, got nothing',
      'CROSSFOLD_OIDC_ROLES: expected GROUP=ROLE with commas between, got "vision=root"',
      'CROSSFOLD_OIDC_ROLES: expected GROUP=ROLE with commas between, got "nodes=worker"',
    ]);
    expect(config.publicUrl).toBe('https://crossfold.example/lab');
  });
});
