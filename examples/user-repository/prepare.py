# For `odoo shell`, in the database the workflow makes: what the live tests are about.
from odoo import release

groups = "group_ids" if release.version_info[0] >= 19 else "groups_id"
agent = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Sales Agent",
    "login": "sales-agent",
    "password": "sales-agent",
    groups: [(6, 0, [env.ref("sales_team.group_sale_salesman_all_leads").id])],
})
customer = env["res.partner"].create({"name": "Policy Test Customer", "vat": "BE0477472701"})
for owner, reference in ((agent, "of the agent"), (env.ref("base.user_admin"), "of somebody else")):
    env["sale.order"].create({
        "partner_id": customer.id,
        "user_id": owner.id,
        "client_order_ref": reference,
    })
env.cr.commit()
