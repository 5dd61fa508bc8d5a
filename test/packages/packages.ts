import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../support/programs/run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folders of the packages, in the order in which they need each other. */
export const FOLDERS = ['singer', 'tap-dynamodb-cdc', 'target-cratedb', 'relay'];

/** The path of a package's folder. */
export function pathOf(folder: string): string {
  return `${root}${folder}`;
}

/** Packs all packages into a folder, as for publishing; returns the paths of the tarballs. */
export async function packAll(destination: string): Promise<string[]> {
  const { code, stderr } = await npm(root, ['pack', ...FOLDERS.map((folder) => `./${folder}`)], destination);
  if (code !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  return readdirSync(destination).map((name) => `${destination}/${name}`);
}

/** Installs tarballs, and what they need from the registry, in an empty folder. */
export async function install(folder: string, tarballs: readonly string[]): Promise<void> {
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', ...tarballs];
  const { code, stderr } = await npm(folder, args);
  if (code !== 0) throw new Error(`npm install failed:\n${stderr}`);
}

/** Whether packages can be installed here: the registry answers. */
export async function canInstall(): Promise<boolean> {
  const args = [
    'view',
    'split2@4.2.0',
    'version',
    '--prefer-online',
    '--fetch-retries=0',
    '--fetch-timeout=10000',
  ];
  return (await npm(root, args)).code === 0;
}

async function npm(cwd: string, args: readonly string[], packDestination?: string) {
  const destination = packDestination === undefined ? [] : ['--pack-destination', packDestination];
  return await run('npm', [...args, ...destination], { cwd });
}
