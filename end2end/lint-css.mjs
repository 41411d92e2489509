// Parses the style strictly: the build falls back to the raw files, without a word, where this finds a mistake.
//
//     node end2end/lint-css.mjs

import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundle } from 'lightningcss';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const style = join(root, 'style');
const mistakes = [];

/** A file by itself names the line of its mistake; the bundle shows what nobody imports. */
function parse(filename) {
  try {
    const { map, warnings } = bundle({ filename, errorRecovery: false, sourceMap: true });
    mistakes.push(...warnings.map((warning) => `${place(warning.loc ?? { filename })}: ${warning.message}`));
    return JSON.parse(map.toString()).sources;
  } catch (error) {
    mistakes.push(`${place(error.loc ? { ...error.loc, filename: error.fileName ?? filename } : { filename })}: ${error.message}`);
    return [];
  }
}

function place({ filename, line, column }) {
  const name = relative(root, filename);
  return line === undefined ? name : `${name}:${line}:${column}`;
}

const files = readdirSync(style, { recursive: true }).filter((name) => name.endsWith('.css'));
const bundled = new Set(parse(join(style, 'main.css')).map((source) => source.split('style/').pop()));
if (mistakes.length === 0) {
  // main.css holds only imports, so it gives the bundle nothing of its own.
  const unused = files.filter((name) => name !== 'main.css' && !bundled.has(name));
  mistakes.push(...unused.map((name) => `style/${name} is not imported by style/main.css`));
}

if (mistakes.length > 0) {
  console.error([...new Set(mistakes)].join('\n'));
  process.exit(1);
}
console.log(`${files.length} files parsed`);
