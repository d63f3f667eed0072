import type { GuardedNames } from './guardrail.ts';

/**
 * Models nobody reaches, second part: conversations, money and the services Odoo talks to. `mail.message` and
 * its seven companions are not here: they may be read where granted, see `read-only-models.ts`.
 */
export const BLOCKED_SERVICE_MODELS: readonly GuardedNames[] = [
  {
    id: 'G8',
    reason: 'links that open a document to whoever holds them',
    names: `spreadsheet.dashboard.share mail.guest website.visitor link.tracker link.tracker.code
      link.tracker.click survey.user_input survey.user_input.line appointment.invite@18,19`,
  },
  {
    id: 'G9',
    reason: 'mail servers and their passwords',
    names: 'ir.mail_server fetchmail.server mail.ice.server mail.gateway.allowed mail.alias.domain',
  },
  {
    id: 'G9',
    reason: 'messages and mails: they quote records of every model',
    names: `mail.mail mail.tracking.value mail.message.schedule mail.scheduled.message@18,19
      mail.message.reaction mail.message.translation mail.link.preview
      mail.message.link.preview@19 mail.followers.edit@19 mail.wizard.invite@17,18
      mail.resend.message@17,18 mail.resend.partner@17,18 mail.blacklist mail.push@18,19
      mail.push.device@18,19 mail.partner.device@17 mail.notification.web.push@17 mail.group
      mail.group.message mail.group.member mail.shortcode@17 mail.canned.response@18,19
      discuss.channel.rtc.session discuss.voice.metadata discuss.call.history@19
      im_livechat.channel im_livechat.report.channel chatbot.message whatsapp.account@18,19
      whatsapp.message@18,19 sms.sms sms.tracker sms.resend@17,18 sms.resend.recipient@17,18
      sms.account.code@18,19 sms.account.phone@18,19 sms.account.sender@18,19
      sms.twilio.account.manage@19 sms.twilio.number@19 phone.blacklist`,
  },
  {
    id: 'G10',
    reason: 'payment credentials, links and terminals',
    names: `payment.provider payment.token payment.transaction payment.method payment.link.wizard
      payment.capture.wizard payment.refund.wizard payment.provider.onboarding.wizard@17,18
      sale.payment.provider.onboarding.wizard@17,18 pos.payment.method pos.config`,
  },
  {
    id: 'G11',
    reason: 'certificates, private keys and accounts at outside services',
    names: `account_edi_proxy_client.user certificate.certificate@18,19 certificate.key@18,19
      l10n_es_edi.certificate@17 l10n_es_edi_facturae.certificate@17 l10n_eg_edi.thumb.drive
      l10n_ar.afipws.connection@18,19 l10n_in.gst.otp.validation@18,19 peppol.registration@18,19
      peppol.config.wizard@19 nemhandel.registration@19 account.online.link@18,19
      account.online.account@18,19 amazon.account@18,19 shopee.account@18,19 shopee.shop@18,19
      social.account@18,19 social.media@18,19 delivery.carrier iot.box@18,19 iot.device@18,19
      iot.trigger@18,19 iot.discovered.box@19`,
  },
  {
    id: 'G11',
    reason: 'paid services of Odoo: their accounts and tokens',
    names: `iap.account iap.account.info@17 iap.service@18,19 iap.autocomplete.api iap.enrich.api
      res.partner.iap publisher_warranty.contract`,
  },
  {
    id: 'G12',
    reason: 'third-party add-ons that keep secrets, run statements or expose endpoints',
    names: `sql.export@none sql.file.wizard@none bi.sql.view@none base_external_dbsource@none
      base.external.dbsource@none server.env.techname.mixin@none auditlog.log@none
      auditlog.rule@none auditlog.http.session@none fs.storage@none storage.backend@none
      fastapi.endpoint@none endpoint.endpoint@none webhook@none keychain.account@none
      auth.api.key@none password.security@none vault@none vault.entry@none vault.field@none
      auto.backup@none db.backup@none`,
  },
  {
    id: 'G13',
    reason: 'a wizard does what its button does, for records and with rights no rule describes',
    names: 'portal.wizard',
  },
];

/** Whole families, by what their names begin with (`theme` covers `theme.utils`, not `themes.x`). */
export const BLOCKED_FAMILIES: readonly GuardedNames[] = [
  { id: 'G1', reason: 'user accounts and their keys', names: 'res.users res.groups auth_totp' },
  {
    id: 'G1',
    reason: 'second factors, passkeys and passwords',
    names: 'auth.totp auth.passkey auth_passkey@none change.password',
  },
  { id: 'G2', reason: 'identity providers', names: 'auth.oauth auth.saml@none auth_oauth@none' },
  { id: 'G3', reason: 'themes bring views and assets', names: 'theme' },
  { id: 'G3', reason: 'reports run queries of their own', names: 'report' },
  { id: 'G3', reason: 'jobs execute methods by name', names: 'queue@none' },
  { id: 'G4', reason: 'system settings', names: 'res.config' },
  { id: 'G4', reason: 'Odoo’s own configuration and internals', names: 'ir' },
  {
    id: 'G4',
    reason: 'installs, replaces or removes code and data',
    names: 'base.module base.language base.import',
  },
  { id: 'G5', reason: 'imports into any model', names: 'base_import' },
  { id: 'G9', reason: 'mail servers and mail templates', names: 'fetchmail mail.template' },
  { id: 'G10', reason: 'payment credentials', names: 'payment' },
  { id: 'G11', reason: 'certificates and paid services', names: 'certificate iap' },
  { id: 'G12', reason: 'kept secrets', names: 'vault@none keychain@none' },
];

/** Whole families, by the last part of their names. */
export const BLOCKED_ENDINGS: readonly GuardedNames[] = [
  {
    id: 'G13',
    reason: 'a wizard does what its button does, for records and with rights no rule describes',
    names: 'wizard',
  },
];
