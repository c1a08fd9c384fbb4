import { signs } from './randomness';
import { wordsOf } from './secret-names';

/** A name that says whose secret it holds, as words joined by `_`, and the form that every such secret has. */
type ProviderValue = readonly [name: RegExp, form: RegExp];

const ISSUED = '(?:api_?|access_?|auth_?|bot_?|personal_access_|app_)?(?:key|token|pat)';
const HEX = (...lengths: number[]): string => lengths.map((length) => `[0-9a-f]{${length}}`).join('|');

/**
 * Secrets without a prefix, or with one of several. Where a provider let its users choose, or changed its mind too often, it is not listed; nor is
 * npm, whose token's name serves every registry.
 */
const PROVIDER_VALUES: readonly ProviderValue[] = [
  named('aws(?:_\\w+)?_secret(?:_access)?_key|aws_secret', '[A-Za-z0-9/+]{30,64}'),
  named(`github_${ISSUED}`, `gh[pousr]_.+|github_pat_.+|v1\\..+|${HEX(40)}`),
  named(`gitlab_${ISSUED}`, 'gl[a-z]+-.+|[\\w-]{20}'),
  named(`slack_${ISSUED}`, 'x(?:ox|app).+'),
  named(`stripe_(?:secret_)?${ISSUED}`, '[prsw][kh]\\w*_.+'),
  named(`send_?grid_${ISSUED}`, 'SG\\..+'),
  named(`anthropic_${ISSUED}`, 'sk-ant-.+'),
  named(`(?:hf|hugging_?face)(?:_hub)?_${ISSUED}`, '(?:hf|api_org)_.+'),
  named('twilio_auth_token', HEX(32)),
  named('(?:datadog|dd)_api_key', HEX(32)),
  named('(?:datadog|dd)_app(?:lication)?_key', HEX(40)),
  named('wandb_api_key', `${HEX(40)}|local-.+|wandb_v1_.+`),
  named('telegram_(?:bot_)?token', '\\d{8,10}:[\\w-]{35}'),
  named(
    '(?:jira|confluence)_(?:api_)?(?:token|pat)',
    '(?=.*[\\d_=-])[A-Za-z0-9_=-]{24}|[MNO][A-Za-z0-9]{15}[A-Za-z0-9+/]{28}|AT.{60,}',
  ),
  named('(?:ibm|ibm_cloud|ibm_iam|ibm_cloud_iam)_(?:api_)?(?:key|pwd)', '[\\w-]{44}'),
  named('soft_?layer_(?:api_)?key', HEX(64)),
  named('sumo(?:_?logic)?_access_key', '[A-Za-z0-9]{64}'),
  named('meraki_api_key', HEX(40)),
  named('mailchimp_api_key', '[0-9a-f]{32}-us\\d{1,2}'),
  named('(?:pager_?duty)_(?:api_)?(?:key|token)', '[\\w+-]{20}|[0-9a-f]{32}'),
  named('new_?relic_licen[cs]e_key', '[0-9A-Za-z]{40}'),
  named('digital_?ocean_(?:access_)?token', `do[opr]_v1_.+|${HEX(64)}`),
  named('(?:azure_)?cosmos(?:_?db)?_(?:account_)?key|azure_storage_(?:account_|access_)?key', '[A-Za-z0-9+/]{86}=='),
  named('groq_api_key', 'gsk_.+'),
  named('(?:google|gemini|youtube|firebase|gcp)_api_key', 'AIza.+|A[QK]\\..+'),
];

function named(name: string, form: string): ProviderValue {
  return [new RegExp(`(?:^|_)(?:${name})$`), new RegExp(`^(?:${form})$`)];
}

/** Whether a name says whose key this should be, and the value has not the form of those. */
export function breaksProvidersForm(name: string, value: string): boolean {
  const words = wordsOf(name).join('_');
  return signs(value) < 8 && PROVIDER_VALUES.some(([owner, form]) => owner.test(words) && !form.test(value));
}
