# For `odoo shell`: the people the suites sign in as, with API keys of two of them, printed as one line of JSON.
import datetime
import json

from odoo import release

MAJOR = release.version_info[0]
GROUPS = "group_ids" if MAJOR >= 19 else "groups_id"
USERS = env["res.users"].with_context(active_test=False, no_reset_password=True)

PEOPLE = {
    "sales": ("Sam Sales", ["base.group_user", "sales_team.group_sale_salesman"]),
    "hr": ("Hanna Hr", ["base.group_user", "hr.group_hr_user", "hr_holidays.group_hr_holidays_user"]),
}


def person(login):
    name, groups = PEOPLE[login]
    values = {
        "name": name,
        "login": login,
        "password": login,
        "email": login + "@example.com",
        "notification_type": "email",
        GROUPS: [(6, 0, [env.ref(group).id for group in groups])],
    }
    user = USERS.search([("login", "=", login)])
    if user:
        user.write(values)
    else:
        user = USERS.create(values)
    if not user.employee_ids:
        employee = {"name": name, "user_id": user.id, "work_email": user.email, "company_id": user.company_id.id}
        env["hr.employee"].create(employee)
    return user


def api_key(user):
    # Since 18 a key has an end.
    until = [] if MAJOR < 18 else [datetime.datetime.now() + datetime.timedelta(days=30)]
    return env["res.users.apikeys"].with_user(user)._generate("rpc", "e2e " + user.login, *until)


admin = env.ref("base.user_admin")
admin.write({"password": "admin"})
people = {login: person(login) for login in PEOPLE}
for login in ("demo", "portal"):
    USERS.search([("login", "=", login)]).write({"password": login})

# A database is copied with the files in it: those beside it stay with the container that made them.
env["ir.config_parameter"].sudo().set_param("ir_attachment.location", "db")
env["ir.attachment"].sudo().force_storage()

# Reports are printed from pages of this very server, which it knows by the address others see it at.
env["ir.config_parameter"].sudo().set_param("report.url", "http://127.0.0.1:8069")

keys = {"ADMIN_KEY": "admin:" + api_key(admin), "SALES_KEY": "sales:" + api_key(people["sales"])}
env.cr.commit()
print("E2E_KEYS " + json.dumps(keys), flush=True)
