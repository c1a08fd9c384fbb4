import { reportTokens } from './by-format';
import { reportSecretsInCode } from './in-code';
import { reportSecretsInText } from './in-text';
import { reportSecretsInEnv, reportSecretsInYaml } from './in-settings';
import { MAY_NAME_SECRETS } from './may-name-secrets';
import { type RuleContext, defineRule } from '../rule';

// Sample values in the examples are no token of any provider: names and values together tell them.
const SAMPLE = ['k7Qz', 'v2Lp', 'x9Rt', 'B4mW'].join('');

export const rule = defineRule({
  id: 'hardcoded-secret',
  topic: 'secrets',
  severity: 'error',
  impact: 10,
  effort: 2,
  triggers: MAY_NAME_SECRETS,
  textTriggers: null,
  includesTests: true,
  documentation: {
    summary: 'Reports passwords, keys and tokens that stand in files.',
    whatItDoes:
      'Knows the token formats of over a hundred providers in every text file, and proves those that carry a checksum; private keys with a real body; and values under a name that says ' +
      '"secret" (`db_password`, `API_KEY`) that look like one. Says in which other files the same value stands. Silent for placeholders, references to the environment, key names, hashes, UUIDs, sentences and words, for what begins as a ' +
      'provider’s tokens and breaks their form, and for keys that everybody knows; in tests only formats count.',
    whyItMatters:
      'A secret in a repository is readable by everybody who ever cloned it, for ever: removing it later does not help, only revoking it does.',
    examples: [
      {
        path: 'store.py',
        bad: `db_password = "${SAMPLE}"\n`,
        good: 'import os\n\ndb_password = os.environ["DB_PASSWORD"]\n',
      },
      {
        path: 'config/startup.yaml',
        bad: `agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      env_vars:\n        DB_PASSWORD: ${SAMPLE}\n`,
        good: 'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      env_vars:\n        DB_PASSWORD: ${DB_PASSWORD}\n',
      },
      {
        path: 'hub.ts',
        bad: `export const settings = { apiKey: '${SAMPLE}' };\n`,
        good: 'export const settings = { apiKey: process.env.API_KEY };\n',
      },
    ],
    fixSafety:
      'The place reads an environment variable and fails loudly when it is missing; the value moves to `.env`, which git is told to ignore, and the name to `.env.example`. The value is shown ' +
      'in no message or preview. Revoke the secret all the same if it was ever committed.',
    references: ['https://12factor.net/config', 'https://docs.github.com/en/code-security/secret-scanning'],
    remediation: {
      steps: [
        'Revoke the secret and issue a new one.',
        'Apply the quick fix.',
        'Put the new value in .env or the secret store of the machine.',
      ],
      test: 'Start the agent without the variable: it says which one is missing. With it, it works.',
      rollback: 'None: a secret that was published stays published.',
      dependsOn: [],
    },
  },
  checks: { text: checkText, code: reportSecretsInCode, yaml: reportSecretsInYaml, env: reportSecretsInEnv },
});

function checkText(context: RuleContext): void {
  reportTokens(context);
  reportSecretsInText(context);
}
