import { instructions, modelArgument, type PromptDefinition, textArgument } from './prompt.ts';

export const generateReport: PromptDefinition = {
  name: 'generate_report',
  title: 'Write a report',
  description: 'Figures of a model over a period, grouped and put into words.',
  arguments: {
    model: modelArgument(true),
    period: textArgument('The period, like "this month" or "2026-Q1"; this month when left out.'),
    focus: textArgument('What the report is about; an overview when left out.'),
  },
  text: ({ model = '' }) =>
    instructions(
      `Write a report on ${model} for the user's period (this month when none is given) and focus (an overview when none is given).`,
      [
        `Call \`get_model_fields\` for ${model}. Choose the date that the period is about, the state, the amounts, and the relations worth grouping by.`,
        'Work the period out as two dates and say them. Filter with [date, ">=", first] and [date, "<", day after the last].',
        'Count with `search_count`. Total with `read_group`: by state, by month (such as "date_order:month"), and by the most telling relation. Let Odoo add up; do not add rows yourself.',
        'Group by the currency as well wherever amounts are totalled, or keep to one currency and say which.',
        'List the five largest records with `search_read`, an order and limit 5.',
        'Compare with the period before it by the same calls.',
        'Write: a headline, three key figures, one table for each grouping, what stands out, and the domain everything rests on. Leave cancelled records out and say so.',
      ],
    ),
};
