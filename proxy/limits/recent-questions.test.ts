import { describe, expect, it } from 'vitest';
import { createRecentQuestions } from './recent-questions.ts';

function questionsAt() {
  const clock = { now: 0 };
  return { clock, questions: createRecentQuestions(() => clock.now) };
}

describe('questions that were asked lately', () => {
  it('are those of the subject itself', () => {
    const { questions } = questionsAt();
    questions.add('ann', 'a');
    expect(questions.has('ann', 'a')).toBe(true);
    expect(questions.has('ann', 'b')).toBe(false);
    expect(questions.has('bob', 'a')).toBe(false);
  });

  it('are forgotten after ten minutes, unless they are asked again', () => {
    const { clock, questions } = questionsAt();
    questions.add('ann', 'a');
    questions.add('ann', 'b');
    clock.now += 5 * 60_000;
    questions.add('ann', 'b');
    clock.now += 5 * 60_000;
    expect(questions.has('ann', 'a')).toBe(false);
    expect(questions.has('ann', 'b')).toBe(true);
  });

  it('are the latest few of each subject', () => {
    const { questions } = questionsAt();
    for (let count = 0; count < 33; count += 1) questions.add('ann', `${count}`);
    expect(questions.has('ann', '0')).toBe(false);
    expect(questions.has('ann', '1')).toBe(true);
    questions.add('ann', '1');
    questions.add('ann', '33');
    expect(questions.has('ann', '1')).toBe(true);
    expect(questions.has('ann', '2')).toBe(false);
  });

  it('are kept for a bounded number of subjects', () => {
    const { questions } = questionsAt();
    for (let count = 0; count <= 10_000; count += 1) questions.add(`${count}`, 'a');
    expect(questions.has('0', 'a')).toBe(false);
    expect(questions.has('1', 'a')).toBe(true);
    expect(questions.has('10000', 'a')).toBe(true);
  });
});
