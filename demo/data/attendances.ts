import { day, type Seed } from './seed.ts';

/** A week of attendances of the first employees; Hanna's last one is still open. */
export function seedAttendances(seed: Seed): void {
  for (let employee = 1; employee <= 6; employee += 1) {
    for (let at = 0; at < 5; at += 1) {
      const date = day(130 + at);
      const open = employee === 4 && at === 4;
      seed.add('hr.attendance', {
        employee_id: employee,
        check_in: `${date} 0${6 + (employee % 3)}:${at}5:00`,
        check_out: open ? false : `${date} 1${5 + (at % 2)}:30:00`,
      });
    }
    if (employee < 4) {
      seed.set('hr.employee', employee, { attendance_manager_id: seed.ref('base.user_admin') });
    }
  }
}
