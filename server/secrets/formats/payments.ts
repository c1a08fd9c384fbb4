import { type TokenFormat, UUID_SOURCE, format } from './token-format';

/** Money, shops, shipping and travel. */
export const PAYMENTS: readonly TokenFormat[] = [
  format(
    'stripe-key',
    'Stripe key',
    ['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_', 'sk_prod_', 'rk_prod_'],
    '[A-Za-z0-9]{14,247}',
  ),
  format('stripe-webhook-secret', 'Stripe webhook secret', 'whsec_', '[A-Za-z0-9+/=]{24,160}'),
  format('stripe-payment-intent', 'Stripe payment secret', 'pi_', '[A-Za-z0-9]{24}_secret_[A-Za-z0-9]{25}'),
  format(
    'square-token',
    'Square token',
    ['sq0atp-', 'sq0csp-', 'sq0idp-', 'sq0ats-', 'sq0cat-', 'sq0ids-'],
    '[\\w-]{22,60}',
  ),
  format('square-token', 'Square token', 'EAAA', '[\\w+=-]{56,62}'),
  format(
    'braintree-token',
    'Braintree token',
    ['access_token$production$', 'access_token$sandbox$'],
    '[0-9a-z]{16}\\$[0-9a-f]{32}',
  ),
  format('shopify-token', 'Shopify token', ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_'], '[a-zA-Z0-9]{32}'),
  format(
    'flutterwave-key',
    'Flutterwave key',
    ['FLWSECK_TEST-', 'FLWSECK-', 'FLWPUBK_TEST-'],
    '[a-hA-H0-9a-z]{12,32}(?:-X)?',
  ),
  format('razorpay-key', 'Razorpay key', ['rzp_live_', 'rzp_test_'], '[A-Za-z0-9]{14}'),
  format('paystack-key', 'Paystack key', ['sk_live_', 'sk_test_'], '[a-f0-9]{40}'),
  format(
    'plaid-token',
    'Plaid access token',
    ['access-sandbox-', 'access-development-', 'access-production-'],
    UUID_SOURCE,
  ),
  format('gocardless-token', 'GoCardless token', 'live_', '[\\w=-]{40}'),
  format('lob-key', 'Lob key', ['live_', 'test_'], '(?:pub_)?[a-f0-9]{31,35}'),
  format('shippo-token', 'Shippo token', ['shippo_live_', 'shippo_test_'], '[a-fA-F0-9]{40}'),
  format('easypost-key', 'EasyPost key', ['EZAK', 'EZTK'], '[A-Za-z0-9]{54}'),
  format('duffel-token', 'Duffel token', ['duffel_test_', 'duffel_live_'], '[\\w=-]{43}'),
  format('checkout-key', 'Checkout.com key', ['sk_sbox_', 'sk_'], `(?:${UUID_SOURCE}|[a-z0-9]{26})`),
  format('coinbase-key', 'Coinbase key', 'organizations/', `${UUID_SOURCE}/apiKeys/${UUID_SOURCE}`),
  format('robinhood-key', 'Robinhood key', 'rh-api-', UUID_SOURCE),
  format('ramp-secret', 'Ramp secret', 'ramp_sec_', '[A-Za-z0-9]{48}'),
  format('telegram-payment-token', 'Telegram payment token', ':LIVE:', '[A-Za-z0-9_-]{16,60}', {
    before: { pattern: '\\d{8,10}', length: 10 },
  }),
  format('nightfall-key', 'Nightfall key', 'NF-', '[A-Za-z0-9]{32}'),
  format('besttime-key', 'BestTime key', 'pri_', '[a-f0-9]{32}'),
  format('settlemint-token', 'SettleMint token', ['sm_aat_', 'sm_pat_', 'sm_sat_'], '[A-Za-z0-9]{16}'),
  format('photoroom-key', 'Photoroom key', 'sk_pr_', '[A-Za-z0-9]{1,64}_[a-fA-F0-9]{40}'),
  format('pagarme-key', 'Pagar.me key', ['ak_live_', 'ak_test_'], '[A-Za-z0-9]{30}'),
  format('freemius-key', 'Freemius key', 'sk_', '[A-Za-z0-9&*<>+.,:;@!?^{}~-]{29}(?=["\'])'),
];
