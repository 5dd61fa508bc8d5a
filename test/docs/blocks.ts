import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from '../support/programs/project.ts';

/** A fenced block of a document. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The HTML comment on the line before it: what it needs, or how it runs. */
  readonly mark: string | undefined;
}

const BLOCK = /(?:^<!-- (.+) -->\n)?^```(\w*)\n([\s\S]*?)^```$/gm;

/** The documents that users read, as paths from the project's top level. */
export function documents(): string[] {
  const docs = readdirSync(join(PROJECT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', 'SECURITY.md', ...docs.map((name) => `docs/${name}`)];
}

/** The fenced blocks of a document, in order. */
export function blocksOf(document: string): Block[] {
  const text = readFileSync(join(PROJECT, document), 'utf8');
  return [...text.matchAll(BLOCK)].map(([, mark, language = '', body = '']) => ({
    language,
    text: body,
    mark,
  }));
}

/** What a document links to within the project, as paths from its top level. */
export function linksIn(document: string): string[] {
  const text = readFileSync(join(PROJECT, document), 'utf8');
  const links = [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) => link);
  return links.filter((link) => !link.includes('://')).map((link) => join(dirname(document), link));
}
