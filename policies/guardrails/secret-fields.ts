/**
 * Names that say a field holds a secret, on any model. Whole words between underscores, so that
 * `l10n_in_edi_password` and `access_token` match while `passwordless` and `tokenized` do not.
 */
export const SECRET_NAME =
  /(?:^|_)(?:password|passwd|passwords|passphrase|passcode|pwd|secret|secrets|api_?keys?|private_key|secret_key|access_key|signature_key|transaction_key|merchant_key|webhook_key|verification_key|verification_code|hmac|tokens?|rtoken|bearer|credentials?|otp|totp|pkcs12|pfx|smtp_pass|webhook_uuid|session_code|session_identifier|authorization_code)(?:_|$)/;

/** Secrets whose names do not say so: model and field names, separated by white space. */
export const SECRET_FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    'auth.passkey.key': 'public_key credential_identifier',
    'base.automation': 'url',
    'certificate.key': 'content pem_key',
    'delivery.carrier': 'fedex_developer_key fedex_rest_developer_key starshipit_subscription_key',
    'discuss.channel': 'sfu_channel_uuid sfu_server_url uuid invitation_url',
    'fetchmail.server': 'google_gmail_uri microsoft_outlook_uri',
    'ir.config_parameter': 'value',
    'ir.mail_server': 'google_gmail_uri microsoft_outlook_uri smtp_ssl_certificate',
    'l10n_be_codabox.connection.wizard': 'fiduciary_vat',
    'l10n_be_codabox.revoke.wizard': 'fiduciary_vat',
    'l10n_eg_edi.thumb.drive': 'pin',
    'microsoft.outlook.mixin': 'microsoft_outlook_uri',
    'payment.transaction': 'callback_method callback_model_id callback_hash',
    'peppol.config.wizard': 'account_peppol_migration_key',
    'peppol.registration': 'account_peppol_migration_key',
    'pos.payment.method': 'qfpay_notification_key qfpay_pos_key tyro_integration_key',
    'res.company': `account_peppol_migration_key l10n_hu_edi_replacement_key
      l10n_gr_edi_aade_key l10n_gt_edi_infile_key sms_twilio_account_sid
      l10n_be_codabox_soda_journal l10n_be_codabox_company_vat l10n_ke_oscu_cmc_key`,
    'res.config.settings': `account_peppol_migration_key l10n_hu_edi_replacement_key
      l10n_gr_edi_aade_key l10n_gt_edi_infile_key l10n_be_codabox_soda_journal
      l10n_be_codabox_fiduciary_vat l10n_ke_oscu_cmc_key sfu_server_key sfu_server_url
      twilio_account_sid cloud_storage_google_service_account_key firebase_push_certificate_key
      twitter_consumer_key`,
    'res.partner': 'signup_url',
    'res.users': 'signup_url',
    'res.users.apikeys.show': 'key',
    'sale.order.alert': 'url',
    'shopee.account': 'partner_key',
    'sms.twilio.account.manage': 'sms_twilio_account_sid',
    'social.account': 'firebase_push_certificate_key',
    'amazon.account': 'seller_key',
    website: 'firebase_push_certificate_key',
  }).map(([model, fields]) => [model, new Set(fields.split(/\s+/))]),
);
