/** Apps that a demo can be started without, and the apps each of them needs. */
export const APPS = {
  account: [],
  calendar: [],
  crm: ['calendar'],
  helpdesk: [],
  hr: [],
  hr_attendance: ['hr'],
  hr_holidays: ['hr', 'calendar'],
  mrp: ['stock'],
  project: [],
  purchase: ['account'],
  sale: ['account'],
  stock: [],
} as const satisfies { readonly [app: string]: readonly string[] };

/** Technical name of an app, as `ir.module.module` has it. */
export type AppName = keyof typeof APPS;

/** True for the technical name of an app that can be left out. */
export function isAppName(name: string): name is AppName {
  return Object.hasOwn(APPS, name);
}

/** Modules that come with an app and go with it. */
const BRIDGES: { readonly [module: string]: readonly AppName[] } = {
  sale_management: ['sale'],
  sale_crm: ['sale', 'crm'],
  sale_stock: ['sale', 'stock'],
  purchase_stock: ['purchase', 'stock'],
};

/** The modules that are not there when these apps are left out: those that need them included. */
export function absentModules(without: readonly AppName[]): ReadonlySet<string> {
  const absent = new Set<string>(without);
  for (let size = -1; size !== absent.size; ) {
    size = absent.size;
    for (const [module, needs] of Object.entries({ ...APPS, ...BRIDGES })) {
      if (needs.some((needed) => absent.has(needed))) absent.add(module);
    }
  }
  return absent;
}
