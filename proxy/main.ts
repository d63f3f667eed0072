#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { PolicyError } from '../policies/load-error.ts';
import { newTokenCommand } from './commands/new-token.ts';
import { run } from './commands/run.ts';
import { start } from './commands/start.ts';
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

async function main(argv: readonly string[]): Promise<void> {
  const { own, upstream } = splitAtDashes(argv);
  const program = new Command('odoo-mcp-guard')
    .description(
      'A policy proxy in front of an MCP server that talks to Odoo. Without options: MCP on stdio, ' +
        'with the bundled upstream, for the Odoo at ODOO_URL.',
    )
    .exitOverride()
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
    .command('token')
    .description('bearer tokens for identity.tokens')
    .command('new')
    .description('make a token and the hash that goes into gateway.yaml')
    .option('--json', 'print for machines')
    .action((options) => newTokenCommand(options));

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
