import { githubChecksum, isBech32Secret, isJsonWebToken, npmChecksum } from './token-proofs';

/** A secret that can be told by its form alone. */
export interface TokenFormat {
  /** Stable, for tests and reports. */
  readonly id: string;
  /** What people call it, e.g. `GitHub personal access token`. */
  readonly name: string;
  /** A literal that every token of the format holds: texts without it are not searched. */
  readonly marker: string;
  /** Global; linear in its input (no nested repetition). The first group, where there is one, is the token. */
  readonly pattern: RegExp;
  /** Whether the token proves itself: false means made up or mistyped. Absent for formats that carry no proof. */
  readonly proof?: (token: string) => boolean;
}

const edge = '(?<![A-Za-z0-9_-])';
const end = '(?![A-Za-z0-9_-])';

function format(
  id: string,
  name: string,
  marker: string,
  body: string,
  proof?: (token: string) => boolean,
): TokenFormat {
  return { id, name, marker, pattern: new RegExp(`${edge}(${body})${end}`, 'g'), proof };
}

/** Formats published by the providers themselves; lengths and alphabets as their documentation and their own tokens have them. */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  format('aws-access-key', 'AWS access key', 'A', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}'),
  format('github-token', 'GitHub token', 'gh', 'gh[pousr]_[A-Za-z0-9]{36,251}', githubChecksum),
  format(
    'github-fine-grained-token',
    'GitHub fine-grained token',
    'github_pat_',
    'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
  ),
  format(
    'gitlab-token',
    'GitLab token',
    'gl',
    'gl(?:pat|dt|rt|ptt|ft|imt|agent|oas|cbt|soat|ffct)-[A-Za-z0-9_-]{20,64}',
  ),
  format('npm-token', 'npm token', 'npm_', 'npm_[A-Za-z0-9]{36}', npmChecksum),
  format('pypi-token', 'PyPI token', 'pypi-AgE', 'pypi-AgE[A-Za-z0-9_-]{50,300}'),
  format('rubygems-token', 'RubyGems key', 'rubygems_', 'rubygems_[a-f0-9]{48}'),
  format('slack-token', 'Slack token', 'xox', 'xox[abeoprs]-[A-Za-z0-9-]{20,200}'),
  format('slack-app-token', 'Slack app token', 'xapp-', 'xapp-\\d-[A-Z0-9]+-\\d+-[a-f0-9]{40,80}'),
  {
    id: 'slack-webhook',
    name: 'Slack webhook',
    marker: 'hooks.slack.com',
    pattern: /(https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{40,90})/g,
  },
  {
    id: 'discord-webhook',
    name: 'Discord webhook',
    marker: '/api/webhooks/',
    pattern: /(https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,80})/g,
  },
  format('discord-token', 'Discord bot token', '.', '[MNO][A-Za-z\\d]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,38}'),
  format('telegram-token', 'Telegram bot token', ':AA', '\\d{8,10}:AA[A-Za-z0-9_-]{33}'),
  format('stripe-key', 'Stripe key', 'k_live_', '[sr]k_live_[A-Za-z0-9]{20,247}'),
  format(
    'openai-key',
    'OpenAI key',
    'T3BlbkFJ',
    'sk-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100}',
  ),
  format('anthropic-key', 'Anthropic key', 'sk-ant-', 'sk-ant-(?:api|admin|oat)\\d\\d-[A-Za-z0-9_-]{80,120}'),
  format('openrouter-key', 'OpenRouter key', 'sk-or-', 'sk-or-v1-[a-f0-9]{64}'),
  format('huggingface-token', 'Hugging Face token', 'hf_', 'hf_[A-Za-z]{34}'),
  format('groq-key', 'Groq key', 'gsk_', 'gsk_[A-Za-z0-9]{52}'),
  format('replicate-token', 'Replicate token', 'r8_', 'r8_[A-Za-z0-9]{37}'),
  format('xai-key', 'xAI key', 'xai-', 'xai-[A-Za-z0-9]{70,90}'),
  format('perplexity-key', 'Perplexity key', 'pplx-', 'pplx-[A-Za-z0-9]{48}'),
  format('langsmith-key', 'LangSmith key', 'lsv2_', 'lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}'),
  format('pinecone-key', 'Pinecone key', 'pcsk_', 'pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{50,70}'),
  format('tavily-key', 'Tavily key', 'tvly-', 'tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}'),
  format('google-api-key', 'Google API key', 'AIza', 'AIza[A-Za-z0-9_-]{35}'),
  format('google-oauth-secret', 'Google OAuth secret', 'GOCSPX-', 'GOCSPX-[A-Za-z0-9_-]{28}'),
  {
    id: 'azure-storage-key',
    name: 'Azure storage key',
    marker: 'AccountKey=',
    pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/g,
  },
  format('azure-client-secret', 'Azure client secret', '8Q~', '[A-Za-z0-9_~.]{3}8Q~[A-Za-z0-9_~.-]{31,34}'),
  format('digitalocean-token', 'DigitalOcean token', 'o_v1_', 'do[opr]_v1_[a-f0-9]{64}'),
  format('databricks-token', 'Databricks token', 'dapi', 'dapi[a-f0-9]{32}(?:-\\d)?'),
  format('grafana-token', 'Grafana token', 'glsa_', 'glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}'),
  format('grafana-cloud-token', 'Grafana Cloud token', 'glc_', 'glc_eyJ[A-Za-z0-9+/=]{50,400}'),
  format('vault-token', 'Vault token', 'hv', 'hv[sbr]\\.[A-Za-z0-9_-]{24,200}'),
  format('sendgrid-key', 'SendGrid key', 'SG.', 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  format('mailgun-key', 'Mailgun key', 'key-', 'key-[a-f0-9]{32}'),
  format('twilio-key', 'Twilio key', 'SK', 'SK[a-f0-9]{32}'),
  format('sentry-token', 'Sentry token', 'sntry', 'sntry[su]_[A-Za-z0-9+/=_]{60,300}'),
  format('new-relic-key', 'New Relic key', 'NRAK-', 'NRAK-[A-Z0-9]{27}'),
  format('postman-key', 'Postman key', 'PMAK-', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}'),
  format('pulumi-token', 'Pulumi token', 'pul-', 'pul-[a-f0-9]{40}'),
  format('linear-key', 'Linear key', 'lin_', 'lin_(?:api|oauth)_[A-Za-z0-9]{40,64}'),
  format('notion-token', 'Notion token', 'ntn_', 'ntn_[A-Za-z0-9]{40,50}'),
  format('shopify-token', 'Shopify token', 'shp', 'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}'),
  format('doppler-token', 'Doppler token', 'dp.', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9]{40,44}'),
  format('planetscale-token', 'PlanetScale token', 'pscale_', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_=.-]{32,64}'),
  format('docker-token', 'Docker token', 'dckr_', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}'),
  format('heroku-key', 'Heroku key', 'HRKU-', 'HRKU-[A-Za-z0-9_-]{36,70}'),
  format('supabase-key', 'Supabase key', 'sbp_', 'sbp_[a-f0-9]{40}'),
  format('tailscale-key', 'Tailscale key', 'tskey-', 'tskey-(?:auth|api|client)-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}'),
  format('figma-token', 'Figma token', 'figd_', 'figd_[A-Za-z0-9_-]{40}'),
  format('airtable-token', 'Airtable token', 'pat', 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}'),
  format('age-key', 'age secret key', 'AGE-SECRET-KEY-1', 'AGE-SECRET-KEY-1[A-Z0-9]{58}', isBech32Secret),
  format(
    'json-web-token',
    'JSON web token',
    'eyJ',
    'eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{20,1000}',
    isJsonWebToken,
  ),
];
