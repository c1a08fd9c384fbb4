import { HEX_DIGITS, NUMBER_STARTS, type TokenFormat, UUID_SOURCE, format } from './token-format';

/** Two letters would be found in every word: one of the first two digits is no letter in most keys. */
const TWILIO_STARTS = [...HEX_DIGITS, ...'ABCDEF'].flatMap((first) =>
  [...HEX_DIGITS, ...'ABCDEF'].filter((second) => /\d/.test(first + second)).map((second) => `SK${first}${second}`),
);

/** Teams and their channels: UUIDs, but that samples of them hold all letters. */
const TENANT = '[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12}';

/** Chat, mail, telephony and social networks. */
export const MESSAGING: readonly TokenFormat[] = [
  format('slack-token', 'Slack token', ['xoxe.xoxb-', 'xoxe.xoxp-'], '\\d-[A-Za-z0-9]{140,170}'),
  format(
    'slack-token',
    'Slack token',
    ['xoxa-', 'xoxb-', 'xoxc-', 'xoxd-', 'xoxe-', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-'],
    '(?:\\d{8,14}-[A-Za-z0-9-]{13,79}[A-Za-z0-9]|(?:\\d-)?(?:\\d{4,14}-){2,3}[a-fA-F0-9]{16,80}|(?:\\d-)?(?=[A-Za-z%]{0,40}\\d)[A-Za-z0-9%]{16,250}|\\d{10,14}-\\d{10,14}|(?:\\d{1,14}-){3}[a-f0-9]{6,64})',
  ),
  format('slack-app-token', 'Slack app token', 'xapp-', '\\d-[A-Za-z0-9]+-\\d+-[A-Za-z0-9]{10,80}'),
  format('slack-webhook', 'Slack webhook', 'hooks.slack.com/', '(?:services|workflows|triggers)/[A-Za-z0-9+/]{40,90}', {
    closed: false,
  }),
  format(
    'discord-webhook',
    'Discord webhook',
    ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    '\\d{16,22}/[\\w-]{40,100}',
    { closed: false },
  ),
  format(
    'discord-token',
    'Discord bot token',
    NUMBER_STARTS,
    '(?:[A-Za-z\\d]{20}|[A-Za-z\\d]{22})\\.[\\w-]{6}\\.[\\w-]{27,40}',
  ),
  format(
    'teams-webhook',
    'Microsoft Teams webhook',
    ['.webhook.office.com/webhookb2/', 'outlook.office.com/webhook/'],
    `${TENANT}@${TENANT}/IncomingWebhook/[a-z0-9]{32}/${TENANT}`,
    { closed: false },
  ),
  format('telegram-token', 'Telegram bot token', ':AA', '[\\w-]{32,33}', {
    before: { pattern: '\\d{8,10}', length: 10 },
  }),
  format('zapier-webhook', 'Zapier webhook', 'hooks.zapier.com/hooks/catch/', '\\d+/[A-Za-z0-9]{5,20}', {
    closed: false,
  }),
  format('twilio-key', 'Twilio key', TWILIO_STARTS, '[0-9a-fA-F]{30}'),
  format('sendgrid-key', 'SendGrid key', 'SG.', '[\\w-]{22}\\.[\\w-]{43}'),
  format('mailgun-key', 'Mailgun key', ['key-', 'pubkey-'], '[a-f0-9]{32}'),
  format('mailchimp-key', 'Mailchimp key', '-us', '\\d{1,2}', {
    next: '123456789',
    before: { pattern: '[0-9a-f]{32}', length: 32 },
  }),
  format('brevo-key', 'Brevo key', ['xkeysib-', 'xsmtpsib-'], '[A-Za-z0-9_-]{64}-[A-Za-z0-9_-]{16}'),
  format('resend-key', 'Resend key', 're_', '[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,30}'),
  format('telnyx-key', 'Telnyx key', 'KEY0', '[A-Za-z0-9_-]{54}'),
  format('telnyx-key', 'Telnyx key', 'KEY', '[A-F0-9]{32}_[A-Za-z0-9]{22}'),
  format('pubnub-key', 'PubNub secret key', 'sec-c-', '[A-Za-z0-9]{40,60}'),
  format('facebook-token', 'Facebook access token', 'EAA', '[A-Za-z0-9]{80,800}'),
  format('instagram-token', 'Instagram access token', ['IGQVJ', 'IGQWR', 'IGAA'], '[A-Za-z0-9=_-]{100,400}'),
  format('x-bearer-token', 'X bearer token', 'AAAAAAAAAAAAAAAAAAAAA', '[A-Za-z0-9%]{60,110}'),
  format('twitch-token', 'Twitch token', 'oauth:', '[a-z0-9]{30}'),
  format('linear-key', 'Linear key', ['lin_api_', 'lin_oauth_'], '[A-Za-z0-9]{40,64}'),
  format('notion-token', 'Notion token', 'ntn_', '\\d{11}[A-Za-z0-9]{35}'),
  format('notion-token', 'Notion token', 'secret_', '[A-Za-z0-9]{43}'),
  format(
    'figma-token',
    'Figma token',
    ['figd_', 'figu_', 'figo_', 'figp_', 'figor_', 'figuh_', 'figoh_'],
    '[\\w=-]{40,54}',
  ),
  format('airtable-token', 'Airtable token', 'pat', '[A-Za-z0-9]{14}\\.[a-f0-9]{64}'),
  format('hubspot-token', 'HubSpot token', ['pat-na1-', 'pat-eu1-', 'pat-na2-', 'pat-ap1-'], UUID_SOURCE),
  format('typeform-token', 'Typeform token', 'tfp_', '[\\w.=-]{40,70}'),
  format('contentful-token', 'Contentful token', 'CFPAT-', '[\\w-]{43}'),
  format('frameio-token', 'Frame.io token', 'fio-u-', '[\\w=-]{64}'),
  format('readme-key', 'ReadMe key', 'rdme_', '[a-z0-9]{70}'),
  format('clickup-token', 'ClickUp token', 'pk_', '\\d{6,9}_[0-9A-Z]{32}'),
  format('closecrm-key', 'Close key', 'api_', '[A-Za-z0-9]{22}\\.[A-Za-z0-9]{22}'),
  format('teamwork-token', 'Teamwork token', 'tkn.v1_', '[0-9A-Za-z]{60,80}={0,2}'),
  format('zoho-token', 'Zoho token', '1000.', '[a-f0-9]{32}\\.[a-f0-9]{32}'),
  format('salesforce-key', 'Salesforce consumer key', '3MVG9', '[\\w.+/=]{70,251}'),
  format('salesforce-token', 'Salesforce access token', '00D', '[A-Za-z0-9]{9,15}![\\w.]{24,200}'),
  format('salesforce-refresh-token', 'Salesforce refresh token', '5Aep861', '[\\w.=]{60,120}'),
  format('intra42-secret', '42 API secret', ['s-s4t2ud-', 's-s4t2af-'], '[a-f0-9]{64}'),
  format('flexport-token', 'Flexport token', 'shltm_', '[\\w-]{40}'),
  format('fleetbase-key', 'Fleetbase key', 'flb_live_', '[A-Za-z0-9]{20}'),
  format('bannerbear-key', 'Bannerbear key', ['bb_pr_', 'bb_ma_'], '[a-f0-9]{30}'),
  format('klaviyo-key', 'Klaviyo key', 'pk_', '(?:[A-Za-z0-9]{6}_)?[a-f0-9]{34}'),
  format('mapbox-token', 'Mapbox token', ['pk.', 'sk.', 'tk.'], 'eyJ[\\w-]{20,200}\\.[\\w-]{22}'),
  format('mapbox-token', 'Mapbox token', ['pk.'], '[a-z0-9]{60}\\.[a-z0-9]{22}'),
  format('maxmind-key', 'MaxMind key', '_mmk', '', {
    before: { pattern: '[A-Za-z0-9]{6}_[A-Za-z0-9]{29}', length: 36 },
  }),
  format('adafruit-key', 'Adafruit IO key', 'aio_', '[A-Za-z0-9]{28}'),
  format('ubidots-key', 'Ubidots key', 'BBFF-', '[A-Za-z0-9]{30}'),
  format('ntlm-token', 'NTLM token', 'TlRMTVNTUAA', '[BCD]AAAA[=A-Za-z0-9_/+-]{28,2000}'),
];
