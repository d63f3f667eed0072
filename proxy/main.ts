#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { didYouMean } from '../policies/did-you-mean.ts';
import { PolicyError } from '../policies/load-error.ts';
import { parseRecordId } from '../policies/names.ts';
import { explain } from './commands/explain.ts';
import { newTokenCommand } from './commands/new-token.ts';
import { policyTest } from './commands/policy-test.ts';
import { run } from './commands/run.ts';
import { saveSchema } from './commands/schema.ts';
import { start } from './commands/start.ts';
import { printTools } from './commands/tools.ts';
import { UsageError } from './commands/usage-error.ts';
import { validate } from './commands/validate.ts';

/** Everything after `--` is the command line of an upstream, never an option or command of ours. */
function splitAtDashes(argv: readonly string[]): { own: string[]; upstream: string[] } {
  const at = argv.indexOf('--');
  return at < 0
    ? { own: [...argv], upstream: [] }
    : { own: argv.slice(0, at), upstream: argv.slice(at + 1) };
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) {
    throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
  }
  return value;
}

function allowOnly(text: string): 'allow' {
  if (text !== 'allow') throw new InvalidArgumentError('the only value is "allow".');
  return text;
}

function recordId(text: string): number {
  const id = parseRecordId(Number(text));
  if (id === undefined) throw new InvalidArgumentError('an id is a whole number above 0.');
  return id;
}

/** What commander says is wrong, and what was probably meant where it does not say that itself. */
function withAdvice(text: string): string {
  return text.startsWith('error: too many arguments')
    ? `${text}A folder of policy files is named with --config FOLDER.\n`
    : text;
}

/** The version in package.json, which stands beside dist/. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** Exit code of a command whose other codes say what was decided. */
const WRONG_USAGE = 2;

function asUsage(error: CommanderError): never {
  const exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  throw new CommanderError(exitCode, error.code, error.message);
}

async function main(argv: readonly string[]): Promise<void> {
  const { own, upstream } = splitAtDashes(argv);
  const program = new Command('odoo-mcp-guard')
    .description(
      'A policy proxy in front of an MCP server that talks to Odoo. Without options: MCP on stdio, ' +
        'with the bundled upstream, for the Odoo at ODOO_URL.',
    )
    .version(packageVersion(), '--version')
    .configureOutput({ outputError: (text, write) => write(withAdvice(text)) })
    .exitOverride()
    .helpCommand(true)
    .enablePositionalOptions()
    .option('--http', 'serve Streamable HTTP instead of stdio')
    .option('--host <address>', 'address to listen on (HTTP)')
    .option('--port <number>', 'port to listen on (HTTP)', port)
    .option('--config <folder>', 'folder with the policy files (CONFIG_DIR)')
    .option('--upstream <url>', 'guard the MCP server at this URL instead of the bundled one')
    .option('--unbound-tools <allow>', 'let tools pass that no binding describes', allowOnly)
    .usage('[options] [-- UPSTREAM-COMMAND ARGS…]')
    .action((options) => run({ ...options, upstreamCommand: upstream }, process.env));

  program
    .command('start')
    .description('serve HTTP; in front of an embedded demo Odoo unless ODOO_URL is set')
    .option('--config <folder>', 'folder with the policy files (CONFIG_DIR)')
    .option('--json', 'greet in one line of JSON')
    .action((_options, command) => start(command.optsWithGlobals(), process.env));

  program
    .command('validate')
    .description('check the policy files and say what they mean')
    .option('--config <folder>', 'folder with the policy files (CONFIG_DIR)')
    .option('--json', 'print for machines')
    .action((_options, command) => validate(command.optsWithGlobals(), process.env));

  program
    .command('explain')
    .description('print how a call would be decided, stage by stage; nothing is sent')
    .requiredOption('--tool <name>', 'the tool that is called')
    .option('--args <json>', 'its arguments, as a JSON object', '{}')
    .option('--as <name>', 'who calls: a name of gateway.yaml')
    .option('--groups <list>', 'who calls: anybody with these groups, separated by commas')
    .option('--admin', 'who calls: an administrator')
    .option('--uid <number>', 'the Odoo user id of who calls', recordId)
    .option('--schema <file>', 'field metadata of a file instead of asking Odoo')
    .option('--facts', 'take every question about records for answered with yes')
    .option('--config <folder>', 'folder with the policy files (CONFIG_DIR)')
    .option('--json', 'print for machines')
    .addHelpText('after', '\nExit code: 0 allowed, 5 denied, 2 wrong usage.')
    .exitOverride(asUsage)
    .action(async (_options, command) => {
      process.exitCode = await explain(command.optsWithGlobals(), process.env);
    });

  program
    .command('schema')
    .description('save the field metadata of the models the policy names, for explain and test')
    .requiredOption('--out <file>', 'where to save it')
    .option('--models <list>', 'these models instead, separated by commas')
    .option('--config <folder>', 'folder with the policy files (CONFIG_DIR)')
    .action((_options, command) => saveSchema(command.optsWithGlobals(), process.env));

  program
    .command('test')
    .description('run the policy tests: calls, and what the policy should say of them')
    .argument('[folder]', 'folder with the test files; tests beside the policy files unless named')
    .option('--schema <file>', 'field metadata; schema.json beside the policy files unless named')
    .option('--live', 'ask Odoo instead, and make the calls whose result a test looks at')
    .option('--config <folder>', 'folder with the policy files (CONFIG_DIR)')
    .option('--json', 'print for machines')
    .action(async (folder, _options, command) => {
      process.exitCode = await policyTest(folder, command.optsWithGlobals(), process.env);
    });

  program
    .command('tools')
    .description('list the tools of the upstream, what they mean in Odoo and who may call them')
    .option('--as <name>', 'for a name of gateway.yaml')
    .option('--groups <list>', 'for anybody with these groups, separated by commas')
    .option('--admin', 'for an administrator')
    .option('--config <folder>', 'folder with the policy files (CONFIG_DIR)')
    .option('--json', 'print for machines')
    .action((_options, command) => printTools(command.optsWithGlobals(), process.env));

  program
    .command('token')
    .description('bearer tokens for identity.tokens')
    .command('new')
    .description('make a token and the hash that goes into gateway.yaml')
    .option('--json', 'print for machines')
    .action((options) => newTokenCommand(options));

  const [first = '-'] = own;
  const names = program.commands.map((command) => command.name());
  if (!first.startsWith('-') && first !== 'help' && !names.includes(first)) {
    const near = didYouMean(first, names) ?? 'the command line of an upstream stands after "--"';
    throw new UsageError(`There is no command ${JSON.stringify(first)}: ${near}`);
  }
  await program.parseAsync(own, { from: 'user' });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (error instanceof PolicyError || error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else {
    process.stderr.write(
      `odoo-mcp-guard failed: ${error instanceof Error ? error.message : error}\n`,
    );
    process.exitCode = 1;
  }
}
