import { type GuardedName, parseNames } from './guardrail.ts';

/**
 * Names that say a field holds a secret, on any model. Whole words between underscores, so that
 * `l10n_in_edi_password` and `access_token` match while `passwordless` and `tokenized` do not.
 */
export const SECRET_NAME =
  /(?:^|_)(?:password|passwd|passwords|passphrase|passcode|pwd|secret|secrets|api_?keys?|private_key|secret_key|access_key|signature_key|transaction_key|merchant_key|webhook_key|verification_key|verification_code|hmac|tokens?|rtoken|bearer|credentials?|otp|totp|pkcs12|pfx|smtp_pass|webhook_uuid|session_code|session_identifier|authorization_code)(?:_|$)/;

/** Secrets whose names do not say so: for each model its fields, written as in {@link GuardedNames}. */
export const SECRET_FIELD_NAMES: ReadonlyMap<string, readonly GuardedName[]> = new Map(
  Object.entries({
    'auth.passkey.key': 'public_key@18,19 credential_identifier@18,19',
    'base.automation': 'url',
    'certificate.key': 'content@18,19 pem_key@18,19',
    'delivery.carrier': `fedex_developer_key@18,19 fedex_rest_developer_key@18,19
      starshipit_subscription_key@18,19`,
    'discuss.channel': 'sfu_channel_uuid sfu_server_url uuid invitation_url',
    'fetchmail.server': 'google_gmail_uri microsoft_outlook_uri',
    'ir.config_parameter': 'value',
    'ir.mail_server': 'google_gmail_uri microsoft_outlook_uri smtp_ssl_certificate',
    'l10n_be_codabox.connection.wizard': 'fiduciary_vat@18,19',
    'l10n_be_codabox.revoke.wizard': 'fiduciary_vat@19',
    'l10n_eg_edi.thumb.drive': 'pin',
    'microsoft.outlook.mixin': 'microsoft_outlook_uri',
    'payment.transaction': 'callback_method@17 callback_model_id@17 callback_hash@17',
    'peppol.config.wizard': 'account_peppol_migration_key@19',
    'peppol.registration': 'account_peppol_migration_key@18',
    'pos.payment.method': 'qfpay_notification_key@19 qfpay_pos_key@19 tyro_integration_key@18,19',
    'res.company': `account_peppol_migration_key l10n_hu_edi_replacement_key
      l10n_gr_edi_aade_key@18,19 l10n_gt_edi_infile_key@19 sms_twilio_account_sid@19
      l10n_be_codabox_soda_journal@18,19 l10n_be_codabox_company_vat@19 l10n_ke_oscu_cmc_key@18,19`,
    'res.config.settings': `account_peppol_migration_key l10n_hu_edi_replacement_key
      l10n_gr_edi_aade_key@19 l10n_gt_edi_infile_key@19 l10n_be_codabox_soda_journal@18,19
      l10n_be_codabox_fiduciary_vat@18,19 l10n_ke_oscu_cmc_key@18,19 sfu_server_key sfu_server_url
      twilio_account_sid cloud_storage_google_service_account_key@18,19
      firebase_push_certificate_key@18,19 twitter_consumer_key@18,19`,
    'res.partner': 'signup_url@17',
    'res.users': 'signup_url@17',
    'res.users.apikeys.show': 'key',
    'sale.order.alert': 'url@18',
    'shopee.account': 'partner_key@18,19',
    'sms.twilio.account.manage': 'sms_twilio_account_sid@19',
    'social.account': 'firebase_push_certificate_key@18,19',
    'amazon.account': 'seller_key@18,19',
    website: 'firebase_push_certificate_key@18,19',
  }).map(([model, fields]) => [model, parseNames(fields)]),
);

/** The same for look-ups. */
export const SECRET_FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...SECRET_FIELD_NAMES].map(([model, fields]) => [
    model,
    new Set(fields.map(({ name }) => name)),
  ]),
);
