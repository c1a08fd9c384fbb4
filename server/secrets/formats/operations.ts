import { grafanaChecksum, isGrafanaLegacyKey } from '../token-proofs';
import { type TokenFormat, format } from './token-format';

/** Monitoring, data stores and the tools that run a system. */
export const OPERATIONS: readonly TokenFormat[] = [
  format('grafana-token', 'Grafana token', 'glsa_', '[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}', { proof: grafanaChecksum }),
  format('grafana-cloud-token', 'Grafana Cloud token', 'glc_', '[A-Za-z0-9+/]{32,400}={0,3}'),
  format('grafana-key', 'Grafana key', 'eyJrIjoi', '[A-Za-z0-9_-]{48,400}={0,3}', {
    proof: isGrafanaLegacyKey,
    onlyProven: false,
  }),
  format('sentry-token', 'Sentry organisation token', 'sntrys_eyJ', '[A-Za-z0-9+/=_]{57,1000}'),
  format('sentry-token', 'Sentry token', ['sntryu_', 'sntryi_', 'sntrya_'], '[a-f0-9]{64}'),
  format('new-relic-key', 'New Relic key', ['NRII-', 'NRIQ-'], '(?:[A-Za-z0-9_-]{25}|[A-Za-z0-9_-]{32})'),
  format('new-relic-key', 'New Relic key', 'NRAK-', '[A-Za-z0-9]{27}'),
  format('new-relic-key', 'New Relic key', ['NRJS-', 'NRBR-'], '[a-f0-9]{19}'),
  format('new-relic-key', 'New Relic key', ['NRRA-', 'NRSP-'], '[A-Za-z0-9]{35,42}'),
  format('new-relic-key', 'New Relic mobile token', '-NRMA', '', {
    before: { pattern: 'AA[a-f0-9]{40}', length: 42 },
  }),
  format('new-relic-licence', 'New Relic licence key', 'NRAL', '', {
    before: { pattern: '(?:[a-f0-9]{36}|eu01x[a-f0-9]{31}|[a-f0-9]{32}FFFF)', length: 36 },
  }),
  format(
    'dynatrace-token',
    'Dynatrace token',
    ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s08.', 'dt0s16.'],
    '[A-Za-z0-9]{8,24}\\.[A-Za-z0-9]{64}',
  ),
  format('honeycomb-key', 'Honeycomb key', ['hcaik_', 'hcamk_', 'hcbik_', 'hcxik_', 'hcxmk_'], '[A-Za-z0-9]{20,64}'),
  format('rootly-key', 'Rootly key', 'rootly_', '[a-f0-9]{64}'),
  format(
    'launchdarkly-key',
    'LaunchDarkly key',
    ['sdk-', 'mob-', 'api-', 'rel-'],
    '[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[a-f0-9]{4}-[a-f0-9]{12}',
  ),
  format('kolide-key', 'Kolide key', 'k2sk_v1_', '[A-Za-z0-9]{24}'),
  format(
    'onfido-token',
    'Onfido token',
    ['api_live.', 'api_live_us.', 'api_live_ca.', 'api_sandbox.', 'api_sandbox_us.', 'api_sandbox_ca.'],
    '[\\w-]{11}\\.[\\w-]{32}',
  ),
  format('postman-key', 'Postman key', 'PMAK-', '(?:[A-Fa-f0-9]{24}-[A-Fa-f0-9]{34}|[A-Za-z0-9-]{59})'),
  format('postman-collection-key', 'Postman collection key', 'PMAT-', '[0-9A-Z]{26}'),
  format('planetscale-token', 'PlanetScale token', ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], '[\\w=.-]{32,64}'),
  format('supabase-key', 'Supabase key', ['sbp_', 'sb_secret_'], '(?:v0_|oauth_)?[A-Za-z0-9_]{31,44}'),
  format('neon-key', 'Neon key', 'napi_', '[a-z0-9]{64}'),
  format('clickhouse-key', 'ClickHouse Cloud secret', '4b1d', '[A-Za-z0-9]{38}'),
  format('aiven-password', 'Aiven password', 'AVNS_', '[A-Za-z0-9_-]{19}'),
  format('elastic-key', 'Elastic key', 'essu_', '[A-Za-z0-9+/=_-]{50,100}'),
  format('dropbox-token', 'Dropbox token', ['sl.u.', 'sl.'], '[\\w=-]{77,1500}'),
  format('dropbox-token', 'Dropbox token', 'AAAAAAAAAA', '[\\w=-]{41,43}', {
    before: { pattern: '[A-Za-z0-9]{11}', length: 11 },
  }),
  format('azure-function-key', 'Azure function key', '?code=', '[A-Za-z0-9_/-]{52,54}(?:==|%3[dD]%3[dD])', {
    closed: false,
  }),
  format(
    'authress-key',
    'Authress access key',
    ['sc_', 'ext_', 'scauth_', 'authress_'],
    '[A-Za-z0-9]{5,30}\\.[A-Za-z0-9]{4,6}\\.acc[_-][a-z0-9-]{10,32}\\.[A-Za-z0-9+/_=-]{30,120}',
  ),
  format('adobe-client-secret', 'Adobe client secret', 'p8e-', '[A-Za-z0-9]{32}'),
  format('workos-key', 'WorkOS key', ['sk_live_a2V5', 'sk_test_a2V5'], '[A-Za-z0-9=]{40,100}'),
  format('clerk-key', 'Clerk key', ['sk_live_', 'sk_test_'], '[A-Za-z0-9]{40,50}'),
  format('inngest-key', 'Inngest key', ['signkey-prod-', 'signkey-branch-', 'signkey-test-'], '[a-f0-9]{32,64}'),
];
