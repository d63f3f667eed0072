import { hasGroup } from '../engine/actor.ts';
import { type Env, modelOf } from '../engine/env.ts';
import { attributeError, userError } from '../engine/errors.ts';
import type { ModelMethod } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { readable } from '../engine/rules.ts';
import { writeRecords } from '../engine/write.ts';
import { openWindow } from './window.ts';

/** Takes requests from one state to the next, or throws the refusal. */
type Step = (env: Env, leave: RecordReader) => string;

const OFFICER = 'hr_holidays.group_hr_holidays_user';

export const isOfficer = (env: Env): boolean => env.su || hasGroup(env, OFFICER);

/** What can be done with a request for time off, by series. */
export const TIME_OFF_METHODS: { readonly [name: string]: ModelMethod } = {
  action_confirm: {
    until: 18,
    ...each((env, leave) => {
      if (env.db.version === 18) throw lostMethod('action_confirm');
      const refusal =
        'Time off request must be in Draft state ("To Submit") in order to confirm it.';
      return from(leave, ['draft'], refusal, 'confirm');
    }),
  },
  action_draft: {
    until: 17,
    ...each((_env, leave) => {
      const refusal =
        'Time off request state must be "Refused" or "To Approve" in order to be reset to draft.';
      return from(leave, ['confirm', 'refuse'], refusal, 'draft');
    }),
  },
  action_reset_confirm: {
    since: 18,
    ...each((env, leave) => {
      if (env.db.version === 19) throw lostMethod('action_reset_confirm');
      const refusal =
        'Time off request state must be "Refused" or "Cancelled" in order to be reset to "Confirmed".';
      return from(leave, ['cancel', 'refuse'], refusal, 'confirm');
    }),
  },
  action_back_to_approval: {
    since: 19,
    ...each((env, leave) => {
      if (!isOfficer(env)) throw userError('You cannot reset this leave.');
      const refusal = 'Time off request must be approved in order to go back to approval.';
      return from(leave, ['validate', 'validate1'], refusal, 'confirm');
    }),
  },
  action_approve: { params: ['check_state?'], ...each(approve) },
  action_validate: {
    until: 18,
    params: ['check_state?'],
    ...each((env, leave) => {
      checkOwnRequest(env);
      const refusal = 'Time off request must be confirmed in order to approve it.';
      return from(leave, ['confirm', 'validate1'], refusal, 'validate');
    }),
  },
  action_refuse: each((env, leave) => {
    if (env.db.version === 19 && !isOfficer(env)) {
      throw userError('Only a Time Off Officer/Manager can refuse a leave.');
    }
    checkOwnRequest(env);
    const refusal = 'Time off request must be confirmed or validated in order to refuse it.';
    return from(leave, ['draft', 'confirm', 'validate', 'validate1'], refusal, 'refuse');
  }),
  action_cancel: {
    run: (_env, ids) =>
      openWindow('hr.holidays.cancel.leave', 'Cancel Time Off', {
        context: { default_leave_id: ids[0] ?? false },
      }),
  },
};

/** Two approvals where the type asks for both; in 19 an officer gives the two at once. */
function approve(env: Env, leave: RecordReader): string {
  if (env.db.version === 19) {
    const open = ['confirm', 'validate1'].includes(leave.text('state'));
    if (!open || !isOfficer(env)) throw userError('You cannot approve this leave.');
    return 'validate';
  }
  checkOwnRequest(env);
  const both = leave.one('holiday_status_id')?.text('leave_validation_type') === 'both';
  const refusal = 'Time off request must be confirmed ("To Approve") in order to approve it.';
  return from(leave, ['confirm'], refusal, both ? 'validate1' : 'validate');
}

/** Record rules leave a plain employee nothing but the own requests. */
function checkOwnRequest(env: Env): void {
  if (isOfficer(env)) return;
  throw userError('Only a Time Off Officer or Manager can approve/refuse its own requests.');
}

function from(
  leave: RecordReader,
  states: readonly string[],
  refusal: string,
  next: string,
): string {
  if (!states.includes(leave.text('state'))) throw userError(refusal);
  return next;
}

function each(step: Step): ModelMethod {
  return {
    run: (env, ids) => {
      for (const leave of readable(env, 'hr.leave', ids)) {
        writeRecords(env, modelOf(env, 'hr.leave'), [leave.id], { state: step(env, leave) });
      }
      return true;
    },
  };
}

/** A method that is still public although what it calls is gone. */
function lostMethod(name: string): Error {
  return attributeError(`'super' object has no attribute '${name}'`);
}
