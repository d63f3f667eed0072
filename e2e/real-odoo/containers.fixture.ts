import { createHash, randomBytes } from 'node:crypto';
import {
  GenericContainer,
  getContainerRuntimeClient,
  ImageName,
  Network,
  type StartedNetwork,
  type StartedTestContainer,
  Wait,
} from 'testcontainers';

const SCRIPT_PATH = '/tmp/prepare.py';
/** Milliseconds: installing the apps with their demo data takes minutes, and longer where two are installed at once. */
const PATIENCE_MS = 60 * 60_000;
/** Outside of the volumes that the image declares, so that an image made of the container holds the data. */
const DATA_FOLDER = '/snapshot';
const SNAPSHOT = 'snapshot';

export interface ContainerImages {
  readonly odoo: string;
  readonly postgres: string;
  /** The name of an image that keeps the initialised database for later runs; absent: nothing is kept. */
  readonly keepAs?: string;
}

/** What the database is made of. */
export interface DatabaseContent {
  /** Options of the `odoo` command: the apps to install, and that it stops then. */
  readonly installation: readonly string[];
  /** A script for `odoo shell`, run once the apps are there. */
  readonly script: string;
}

/** An Odoo of its own. */
export interface OdooInContainers {
  readonly address: string;
  readonly database: string;
  /** What the script printed. */
  readonly said: string;
  /** Removes the containers with their volumes, and the network. */
  stop(): Promise<void>;
}

/** Why no container of these images can be started; undefined where they can. */
export async function whyNoContainers(images: readonly string[]): Promise<string | undefined> {
  try {
    const { image } = await getContainerRuntimeClient();
    for (const name of images.map((text) => ImageName.fromString(text)))
      if (!(await image.exists(name))) await image.pull(name);
    return undefined;
  } catch (error) {
    return `no container can be started: ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * Starts Postgres and an Odoo on a fresh copy of a database that holds what is asked for. Throws with what Odoo said
 * where it cannot be initialised; nothing is left running then.
 */
export async function startOdoo(
  major: number,
  images: ContainerImages,
  content: DatabaseContent,
  say: (line: string) => void,
): Promise<OdooInContainers> {
  const running: { stop(options?: { removeVolumes: boolean }): Promise<unknown> }[] = [];
  const stop = async () => {
    for (const one of running.splice(0).reverse()) await one.stop({ removeVolumes: true });
  };
  try {
    const network = await new Network().start();
    running.push(network);
    const place = { network, images, password: randomBytes(12).toString('hex') };
    const postgres = await startPostgres(place);
    running.push(postgres.container);
    const said =
      postgres.said ?? (await initialise(major, place, content, postgres.container, say));
    const database = `odoo${major}`;
    await psql(postgres.container, [`CREATE DATABASE ${database} TEMPLATE ${SNAPSHOT}`]);
    const server = await odoo(place)
      .withCommand(['odoo', '--database', database, `--db-filter=^${database}$`])
      .withExposedPorts(8069)
      .withWaitStrategy(Wait.forHttp('/web/health', 8069).forStatusCode(200))
      .withStartupTimeout(PATIENCE_MS)
      .start();
    running.push(server);
    const address = `http://${server.getHost()}:${server.getMappedPort(8069)}`;
    return { address, database, said, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Place {
  readonly network: StartedNetwork;
  readonly images: ContainerImages;
  readonly password: string;
}

/** The label of a kept database with what its script said, such as the API keys of people who exist in it alone. */
const SAID_LABEL = 'odoo-mcp-guard.e2e.said';

async function startPostgres({ network, images, password }: Place) {
  const kept = images.keepAs === undefined ? undefined : await keptDatabase(images.keepAs);
  const container = await new GenericContainer(kept?.image ?? images.postgres)
    .withNetwork(network)
    .withNetworkAliases('postgres')
    .withEnvironment({
      POSTGRES_USER: 'odoo',
      POSTGRES_DB: 'postgres',
      POSTGRES_PASSWORD: password,
      PGDATA: DATA_FOLDER,
    })
    // Over the network: while the image sets itself up it answers on its socket alone.
    .withWaitStrategy(Wait.forSuccessfulCommand('pg_isready --host 127.0.0.1 --username odoo'))
    .start();
  if (kept !== undefined) await psql(container, [`ALTER ROLE odoo PASSWORD '${password}'`]);
  return { container, said: kept?.said };
}

async function keptDatabase(image: string): Promise<{ image: string; said: string } | undefined> {
  const { image: images, container } = await getContainerRuntimeClient();
  if (!(await images.exists(ImageName.fromString(image)))) return undefined;
  const { Config } = await container.dockerode.getImage(image).inspect();
  return { image, said: Buffer.from(Config.Labels?.[SAID_LABEL] ?? '', 'base64').toString() };
}

const odoo = ({ network, images, password }: Place) =>
  new GenericContainer(images.odoo)
    .withNetwork(network)
    .withEnvironment({ HOST: 'postgres', USER: 'odoo', PASSWORD: password });

/** Makes the database the copies are made of, and answers what the script said. */
async function initialise(
  major: number,
  place: Place,
  { installation, script }: DatabaseContent,
  postgres: StartedTestContainer,
  say: (line: string) => void,
): Promise<string> {
  const started = Date.now();
  say(`Odoo ${major}: initialising a database; this takes minutes`);
  const maker = await odoo(place)
    .withEntrypoint(['sleep', 'infinity'])
    .withCommand([])
    .withCopyContentToContainer([{ content: script, target: SCRIPT_PATH }])
    .start();
  try {
    const run = async (command: string) => {
      const { exitCode, output } = await maker.exec(['sh', '-c', `/entrypoint.sh odoo ${command}`]);
      if (exitCode !== 0) throw new Error(`odoo ${command}: exit ${exitCode}\n${tail(output)}`);
      return output;
    };
    await run(`--database ${SNAPSHOT} ${installation.join(' ')} --stop-after-init`);
    const said = await run(`shell --database ${SNAPSHOT} --no-http < ${SCRIPT_PATH}`);
    say(`Odoo ${major}: initialised in ${Math.round((Date.now() - started) / 1000)} s`);
    if (place.images.keepAs !== undefined) await keep(postgres, place.images.keepAs, said);
    return said;
  } finally {
    await maker.stop({ removeVolumes: true });
  }
}

/** Keeps the database as an image, once everything in it is on disk. */
async function keep(postgres: StartedTestContainer, name: string, said: string): Promise<void> {
  await psql(postgres, ['CHECKPOINT']);
  const [repo = name, tag = 'latest'] = name.split(':');
  const changes = [`LABEL ${SAID_LABEL}=${Buffer.from(said).toString('base64')}`];
  await postgres.commit({ repo, tag, changes, deleteOnExit: false });
}

async function psql(postgres: StartedTestContainer, statements: readonly string[]): Promise<void> {
  const commands = statements.flatMap((statement) => ['--command', statement]);
  const { exitCode, output } = await postgres.exec([
    'psql',
    '--username=odoo',
    '--dbname=postgres',
    '--set=ON_ERROR_STOP=1',
    ...commands,
  ]);
  if (exitCode !== 0) throw new Error(`psql: ${tail(output)}`);
}

/** The last words of a long output. */
const tail = (text: string) => text.split('\n').slice(-30).join('\n');

/** The name of the image that keeps what these images and this content come to. */
export function snapshotName(
  major: number,
  { odoo, postgres }: ContainerImages,
  content: DatabaseContent,
): string {
  const made = JSON.stringify([odoo, postgres, content]);
  const digest = createHash('sha256').update(made).digest('hex').slice(0, 12);
  return `odoo-mcp-guard-e2e-odoo${major}:${digest}`;
}
