import type { GuardedNames } from './guardrail.ts';

/**
 * Models nobody reaches, administrators included, first part: identity, code, configuration and files. A
 * name that only one of Odoo 17, 18 and 19 has stands here for all three.
 */
export const BLOCKED_MODELS: readonly GuardedNames[] = [
  {
    id: 'G1',
    reason: 'user accounts: who may sign in, and as whom',
    names: `res.users res.users.log res.users.deletion res.users.settings
      res.users.settings.volumes res.users.settings.embedded.action@19 res.role@19
      res.partner.activation portal.wizard.user portal.share`,
  },
  {
    id: 'G1',
    reason: 'creates or shows API keys, or proves an identity',
    names: `res.users.apikeys res.users.apikeys.description res.users.apikeys.show
      res.users.identitycheck change.password.own change.password.user change.password.wizard`,
  },
  {
    id: 'G1',
    // Odoo spells the models auth_totp.*; the dotted spelling is what some block lists say.
    reason: 'second factors and passkeys',
    names: `auth_totp.device auth_totp.wizard auth.totp.device@none auth.totp.wizard@none
      auth.totp.rate.limit.log auth.passkey.key@18,19 auth.passkey.key.create@18,19`,
  },
  {
    id: 'G1',
    reason: 'sessions and devices, with their identifiers and addresses',
    names: 'res.device@18,19 res.device.log@18,19',
  },
  {
    id: 'G1',
    reason: 'groups: what every user may do',
    names: 'res.groups res.groups.privilege@19 ir.model.access ir.rule',
  },
  {
    id: 'G2',
    reason: 'identity providers and the tokens of connected accounts',
    names: `auth.oauth.provider auth.saml.provider@none res.company.ldap calendar.provider.config
      google.calendar.account.reset google.calendar.credentials@17 google.gmail.mixin
      google.service microsoft.calendar.account.reset microsoft.calendar.credentials@17
      microsoft.outlook.mixin microsoft.service`,
  },
  {
    id: 'G3',
    reason: 'runs code or methods on the server',
    names: `ir.actions.server ir.actions.server.history@19 server.action.history.wizard@19 ir.cron
      ir.cron.trigger ir.cron.progress@18,19 ir.embedded.actions@18,19 base.automation
      sale.order.alert@18 queue.job@none queue.job.channel@none queue.job.function@none
      queue.requeue.job@none`,
  },
  {
    id: 'G3',
    reason: 'actions and reports, whose domains, contexts and expressions Odoo evaluates',
    names: `ir.actions.actions ir.actions.act_window ir.actions.act_window.view
      ir.actions.act_window_close ir.actions.act_url ir.actions.client ir.actions.report
      ir.actions.todo report.paperformat report.layout account.report account.report.expression`,
  },
  {
    id: 'G3',
    reason: 'fields hold expressions Odoo evaluates',
    names: `gamification.goal.definition gamification.goal gamification.challenge
      hr.salary.rule@18,19 hr.rule.parameter.value@18,19 hr.payroll.dashboard.warning@18,19
      delivery.price.rule data_recycle.model data_cleaning.model@18,19 data_merge.model@18,19
      studio.approval.rule@18,19`,
  },
  {
    id: 'G3',
    reason: 'templates rendered with the rights of whoever sends them',
    names: `mail.template mail.template.preview mail.template.reset mail.activity.plan.template
      sms.template sms.template.preview sms.template.reset sms.composer mailing.mailing
      survey.invite slide.channel.invite applicant.send.mail applicant.get.refuse.reason
      candidate.send.mail@18 fleet.vehicle.send.mail@18,19 calendar.popover.delete.wizard
      sale.order.cancel@17,18 account.move.send account.move.send.wizard@18,19 card.campaign@18,19
      whatsapp.template@18,19 whatsapp.composer@18,19 request.appraisal@18,19
      appraisal.ask.feedback@18,19 account_followup.manual_reminder@18,19 sdd.mandate.send@18,19
      marketing.activity@18,19 marketing.campaign@18,19`,
  },
  {
    id: 'G3',
    reason: 'views, pages and assets: code that other people’s browsers run',
    names: `ir.ui.view ir.ui.view.custom ir.ui.menu ir.asset ir.qweb ir.qweb.field
      reset.view.arch.wizard website.page website.controller.page website.technical.page@19
      website.snippet.filter website.menu website.rewrite website.route website.robots
      website.assets@19 website.custom_blocked_third_party_domains@18,19 web_editor.assets@17,18
      theme.ir.ui.view theme.ir.attachment theme.ir.asset theme.utils`,
  },
  {
    id: 'G3',
    reason: 'prompts and tools of AI agents inside Odoo',
    names: `ai.agent@19 ai.agent.source@19 ai.composer@19 ai.embedding@19 ai.topic@19
      ai.prompt.button@19`,
  },
  {
    id: 'G4',
    reason: 'the data model itself: a custom field can compute anything or rename any secret',
    names: `ir.model ir.model.fields ir.model.fields.selection ir.model.data ir.model.constraint
      ir.model.relation ir.model.inherit wizard.ir.model.menu.create studio.export.model@18,19
      studio.export.wizard@18,19 studio.approval.request@18,19 studio.approval.entry@18,19
      studio.mixin@18,19`,
  },
  {
    id: 'G4',
    reason: 'system settings, which also hold keys and passwords',
    names: `ir.config_parameter res.config res.config.installer@17 res.config.settings ir.default
      ir.property@17 properties.base.definition@19 decimal.precision ir.sequence
      ir.sequence.date_range ir.filters digest.digest`,
  },
  {
    id: 'G4',
    reason: 'installs, replaces or removes code and data',
    names: `ir.module.module ir.module.module.dependency ir.module.module.exclusion
      ir.module.category base.module.update base.module.upgrade base.module.uninstall
      base.module.install.request base.module.install.review base.import.module
      base.language.install base.language.import base.language.export ir.demo ir.demo_failure
      ir.demo_failure.wizard base.enable.profiling.wizard`,
  },
  {
    id: 'G5',
    reason: 'reads or writes any model in bulk, whatever model the rules name',
    names: `base_import.import base_import.mapping ir.exports ir.exports.line
      base.partner.merge.automatic.wizard base.partner.merge.line privacy.lookup.wizard
      privacy.lookup.wizard.line privacy.log data_recycle.record data_merge.record@18,19
      data_merge.group@18,19 spreadsheet.dashboard spreadsheet.dashboard.group`,
  },
  {
    id: 'G6',
    reason: 'internals: statements, stack traces, presence, the message bus',
    names: `ir.logging ir.profile ir.http ir.websocket ir.autovacuum ir.binary ir.fields.converter
      bus.bus bus.presence@17,18 mail.presence@19`,
  },
  {
    id: 'G7',
    reason: 'files: whatever record they belong to, their content would come along',
    names: `ir.attachment ir.attachment.report@18,19 product.document mrp.document@17
      quotation.document@18,19 documents.document@18,19 documents.access@18,19
      documents.redirect@18,19 documents.sharing@19 sign.document@19 sign.template@18,19
      sign.request@18,19 sign.request.item@18,19 sign.item@18,19 sign.log@18,19 snailmail.letter
      snailmail.letter.format.error@17,18 html_editor.converter.test@19
      cloud.storage.migration.report@19`,
  },
];
