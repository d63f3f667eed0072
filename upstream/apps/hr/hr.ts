import { packageVersion } from '../../package-version.ts';
import { PLUGIN_SDK, type Plugin } from '../../plugins/plugin.ts';
import { checkIn } from './check-in.ts';
import { checkOut } from './check-out.ts';
import { getMyAttendance } from './get-my-attendance.ts';
import { getMyLeaves } from './get-my-leaves.ts';
import { getMyProfile } from './get-my-profile.ts';
import { EMPLOYEE } from './own-employee.ts';
import { requestLeave } from './request-leave.ts';

const TOOLS = [checkIn, checkOut, getMyAttendance, getMyLeaves, requestLeave, getMyProfile];

/** Employees, attendances and time off, for the caller itself. */
export const hr: Plugin = {
  name: 'hr',
  version: packageVersion(),
  sdk: PLUGIN_SDK,
  requires: { modules: ['hr'], models: [EMPLOYEE] },
  register(server, context) {
    for (const tool of TOOLS) server.addTool(tool(context));
  },
};
