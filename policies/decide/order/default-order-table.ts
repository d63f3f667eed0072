/**
 * The fields by which Odoo sorts records of a model when nobody says how (`_order`), those of 17, 18 and 19
 * together and without `id`, from the sources of its own modules: Odoo tells nobody over RPC. A line begins
 * with fields and goes on with the models that are sorted by them; it may be continued on the next.
 */
export const DEFAULT_ORDERS = `
  sequence: account.analytic.distribution.model account.analytic.plan account.fiscal.position
    account.merge.wizard.line account.payment.method.line account.payment.term
    account.reconcile.model account.reconcile.model.line account.report account.report.column
    account.report.line account.tax account.tax.group accounting.assert.test barcode.rule
    chatbot.script.step crm.iap.lead.industry crm.recurring.plan crm.reveal.rule delivery.carrier
    digest.tip event.booth.category event.question event.question.answer event.sponsor.type
    event.tag.category event.track.location event.track.stage event.track.tag.category event.type
    fleet.vehicle.model.category fleet.vehicle.state forum.forum gamification.challenge.line
    hr.applicant.refuse.reason hr.bank.account.allocation.wizard.line hr.contract.type
    hr.departure.reason hr.leave.accrual.level hr.leave.type hr.recruitment.stage
    hr.resume.line.type im_livechat.channel.rule l10n_ar.afip.responsibility.type
    l10n_ec.sri.payment l10n_latam.document.type l10n_latam.identification.type loyalty.program
    mail.activity.plan.template mail.activity.type mail.alias.domain mail.message.link.preview
    mail.message.subtype maintenance.stage mrp.bom mrp.bom.byproduct mrp.bom.line mrp.workcenter
    mrp.workcenter.productivity.loss onboarding.onboarding onboarding.onboarding.step pos.combo
    pos.note pos.payment.method product.attribute.category product.combo product.image
    product.ribbon product.tag project.project.stage project.task.type purchase.requisition.type
    res.company.ldap res.partner.activation res.partner.bank res.partner.grade sale.order.option
    sale.order.template slide.channel slide.channel.tag.group slide.question slide.slide.resource
    sms.twilio.number spreadsheet.dashboard spreadsheet.dashboard.group stock.move
    stock.package.type stock.route stock.rule stock.scrap.reason.tag stock.warehouse
    survey.question utm.stage web_tour.tour.step website website.configurator.feature website.menu
    website.sale.extra.field
  name: blog.blog blog.tag blog.tag.category data_recycle.model delivery.zip.prefix
    fleet.service.type fleet.vehicle.model fleet.vehicle.model.brand forum.post.reason
    hr.department hr.employee hr.employee.base hr.employee.public hr.work.location
    im_livechat.conversation.tag im_livechat.expertise l10n_pe.res.city.district
    l10n_tr.nilvera.trailer.plate lunch.product mailing.contact mrp.workcenter.tag project.tags
    res.bank res.city res.country res.currency.rate res.partner.category res.partner.industry
    res.partner.title resource.resource sale.pdf.form.field stock.lot stock.package
    stock.picking.batch stock.quant.package stock.storage.category utm.medium utm.tag
    website.base.unit website.snippet.filter
  create_date: calendar.attendee chatbot.message crm.team.member forum.post.vote
    gamification.badge.user hr.leave.allocation l10n_es_edi_verifactu.document mail.group.message
    mailing.filter mailing.list mailing.trace project.create.sale.order.line stock.valuation.layer
    survey.survey survey.user_input
  sequence name: crm.stage equity.security.class event.stage hr.job hr.skill pos.category
    product.pricelist product.public.category project.project res.company res.groups.privilege
    restaurant.floor web_tour.tour
  date: account.analytic.line account.report.external.value fleet.vehicle.odometer
    hr.attendance.overtime hr.expense l10n.in.hr.leave.optional.holiday lunch.cashmove
    lunch.cashmove.report project.task.burndown.chart.report sale.report stock.avco.report
    stock.landed.cost
  priority: crm.lead fetchmail.server l10n_gr_edi.preferred_classification mrp.document
    purchase.order
  complete_name: product.category res.partner stock.location
  date_start: fleet.vehicle.cost.report l10n_es_edi.certificate l10n_es_edi_facturae.certificate
  datetime: l10n_gr_edi.document l10n_gt_edi.document l10n_ro_edi.document
  question_id sequence: event.quiz.answer slide.answer survey.question.answer
  skill_type_id skill_level_id: hr.employee.skill hr.individual.skill.mixin hr.job.skill
  active name: res.currency res.lang
  code: l10n_pl.l10n_pl_tax_office res.country.state
  date name: account.payment purchase.bill.union
  date_from: hr.leave resource.calendar.leaves
  date_from employee_id: hr.leave.employee.type.report hr.leave.report
  employee_id level_progress: hr.employee.certification.report hr.employee.skill.report
  name sequence: hr.skill.type product.document
  order_id sequence: purchase.order.line sale.order.line
  scheduled_date: event.mail.registration event.mail.slot
  sequence create_date: crm.team mailing.subscription.optout
  website_id: website.controller.page website.page
  write_date: lunch.alert rating.rating
  accounting_date: hr.expense.sheet
  active sequence name: payment.method
  alias_model_id alias_name: mail.alias
  applied_on min_quantity categ_id: product.pricelist.item
  attribute_id sequence: product.attribute.value
  attribute_line_id product_attribute_value_id: product.template.attribute.value
  bom_id sequence: mrp.routing.workcenter
  calendar_date: mailing.mailing
  category_id sequence name: event.track.tag
  category_sequence sequence: event.tag
  check_in: hr.attendance
  code company_id placeholder_code: account.account
  code_prefix_start: account.group
  conflict state date_start create_date: hr.work.entry
  count: link.tracker
  create_date date_start: fleet.vehicle.assignation.log
  create_date is_closed: mail.group
  custom_product_template_attribute_value_id: product.attribute.custom.value
  date move_name: account.move.line
  date name invoice_date: account.move
  date_begin: event.event
  date_closing_stop sequence_number: account.sale.closing
  date_deadline: mail.activity
  date_order: sale.order
  date_order name: pos.order
  date_order price_total: purchase.report
  date_version: hr.version
  deadline is_reached name sequence: project.milestone
  document_name: account_peppol.service
  document_type repartition_type sequence: account.tax.repartition.line
  document_type sequence name: quotation.document
  employee_id date: hr.employee.skill.log
  end_date start_date name: gamification.challenge
  event_id date start_hour end_hour: event.slot
  event_id sequence name price: event.event.ticket
  factor sequence relative_uom_id: uom.uom
  first_line_index: account.bank.statement
  group_sequence sequence: slide.channel.tag
  internal_index: account.bank.statement.line
  invoice_date: account.invoice.report
  is_correct vote_count last_activity_date: forum.post
  is_pinned: event.meeting.room
  is_under_contract: hr.contract.history
  karma_min: gamification.karma.rank
  last_activity: res.device
  leave_id date_start sequence: mrp.workorder
  level_progress: hr.skill.level
  license_plate acquisition_date: fleet.vehicle
  line_date_deadline: mail.activity.schedule.line
  line_type_id date_end date_start: hr.resume.line
  list_id contact_id: mailing.subscription
  livechat_channel_id partner_id: im_livechat.report.operator
  location_id company_id: stock.warehouse.orderpoint
  message_sum_size all_sum_size: cloud.storage.migration.report
  module_state state sequence name: payment.provider
  name login: res.users
  name privilege_id sequence: res.groups
  partner_id: payment.token
  path: website.route
  plan_id name: account.analytic.account
  priority availability: hr.candidate
  priority create_date: repair.order
  priority date: event.track
  priority date_start: mrp.production
  priority default_code name is_favorite: product.product
  priority name is_favorite: product.template
  priority scheduled_date: stock.picking
  priority sequence: hr.applicant
  priority sequence date_deadline: project.task
  product_id aml_id pol_id: purchase.bill.line.match
  product_id sequence: product.packaging
  product_tmpl_id: product.template.attribute.exclusion
  protocol_number_part1 protocol_number_part2: l10n_it_edi_doi.declaration_of_intent
  question_sequence: survey.user_input.line
  quiz_id sequence: event.quiz.question
  recorded_date: fleet.vehicle.odometer.report
  required_points: loyalty.reward
  result_package_id: stock.move.line
  sale_order_template_id sequence: sale.order.template.line
  scheduled_datetime: mail.message.schedule
  script_step_id sequence: chatbot.script.answer
  sequence attribute_id: product.template.attribute.line
  sequence category_id: product.attribute
  sequence is_category: slide.slide
  sequence is_favorite: stock.picking.type
  sequence list_price: delivery.price.rule
  sequence min_qty price: product.supplierinfo
  sequence name price: event.type.ticket
  sequence product_id: stock.putaway.rule
  sequence sponsor_type_id: event.sponsor
  sequence type code: account.journal
  sequence week_type dayofweek hour_from: resource.calendar.attendance
  skill_level_id: hr.candidate.skill
  skill_level_id skill_type_id: hr.applicant.skill
  start: calendar.event
  start_date end_date: hr.leave.mandatory.day
  start_date end_date definition_id: gamification.goal
  start_date technical_name livechat_channel_id channel_id: im_livechat.report.channel
  start_datetime employee_id: hr.leave.report.calendar
  start_dt: discuss.call.history
  state expiration_date: fleet.vehicle.log.contract
  storage_category_id: stock.storage.category.capacity
  time_start: hr.attendance.overtime.line
  title: chatbot.script
  to_amount: l10n_ar.earnings.scale.line
  to_date from_date tax_id: l10n_ar.partner.tax
  track_id: event.track.visitor
  tracking_date: gamification.karma.tracking
  user_id name: mail.template
  value: pos.bill
  visit_datetime: website.track
  workplace_code: l10n_cz.tax_office
`;
