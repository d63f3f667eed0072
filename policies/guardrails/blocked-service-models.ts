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
      link.tracker.click survey.user_input survey.user_input.line appointment.invite`,
  },
  {
    id: 'G9',
    reason: 'mail servers and their passwords',
    names: 'ir.mail_server fetchmail.server mail.ice.server mail.gateway.allowed mail.alias.domain',
  },
  {
    id: 'G9',
    reason: 'messages and mails: they quote records of every model',
    names: `mail.mail mail.tracking.value mail.message.schedule mail.scheduled.message
      mail.message.reaction mail.message.translation mail.link.preview mail.message.link.preview
      mail.followers.edit mail.wizard.invite mail.resend.message mail.resend.partner mail.blacklist
      mail.push mail.push.device mail.partner.device mail.notification.web.push mail.group
      mail.group.message mail.group.member mail.shortcode mail.canned.response
      discuss.channel.rtc.session discuss.voice.metadata discuss.call.history im_livechat.channel
      im_livechat.report.channel chatbot.message whatsapp.account whatsapp.message sms.sms
      sms.tracker sms.resend sms.resend.recipient sms.account.code sms.account.phone
      sms.account.sender sms.twilio.account.manage sms.twilio.number phone.blacklist`,
  },
  {
    id: 'G10',
    reason: 'payment credentials, links and terminals',
    names: `payment.provider payment.token payment.transaction payment.method payment.link.wizard
      payment.capture.wizard payment.refund.wizard payment.provider.onboarding.wizard
      sale.payment.provider.onboarding.wizard pos.payment.method pos.config`,
  },
  {
    id: 'G11',
    reason: 'certificates, private keys and accounts at outside services',
    names: `account_edi_proxy_client.user certificate.certificate certificate.key
      l10n_es_edi.certificate l10n_es_edi_facturae.certificate l10n_eg_edi.thumb.drive
      l10n_ar.afipws.connection l10n_in.gst.otp.validation peppol.registration
      peppol.config.wizard nemhandel.registration account.online.link account.online.account
      amazon.account shopee.account shopee.shop social.account social.media delivery.carrier
      iot.box iot.device iot.trigger iot.discovered.box`,
  },
  {
    id: 'G11',
    reason: 'paid services of Odoo: their accounts and tokens',
    names: `iap.account iap.account.info iap.service iap.autocomplete.api iap.enrich.api
      res.partner.iap publisher_warranty.contract`,
  },
  {
    id: 'G12',
    reason: 'third-party add-ons that keep secrets, run statements or expose endpoints',
    names: `sql.export sql.file.wizard bi.sql.view base_external_dbsource base.external.dbsource
      server.env.techname.mixin auditlog.log auditlog.rule auditlog.http.session fs.storage
      storage.backend fastapi.endpoint endpoint.endpoint webhook keychain.account auth.api.key
      password.security vault vault.entry vault.field auto.backup db.backup`,
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
    names: 'auth.totp auth.passkey auth_passkey change.password',
  },
  { id: 'G2', reason: 'identity providers', names: 'auth.oauth auth.saml auth_oauth' },
  { id: 'G3', reason: 'themes bring views and assets', names: 'theme' },
  { id: 'G3', reason: 'reports run queries of their own', names: 'report' },
  { id: 'G3', reason: 'jobs execute methods by name', names: 'queue' },
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
  { id: 'G12', reason: 'kept secrets', names: 'vault keychain' },
];

/** Whole families, by the last part of their names. */
export const BLOCKED_ENDINGS: readonly GuardedNames[] = [
  {
    id: 'G13',
    reason: 'a wizard does what its button does, for records and with rights no rule describes',
    names: 'wizard',
  },
];
