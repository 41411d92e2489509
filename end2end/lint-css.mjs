// Parses the style strictly: the build falls back to the raw files, without a word, where this finds a mistake. Also
// finds rules that have slipped into another and classes that nothing has.
//
//     node end2end/lint-css.mjs

import { readFileSync, readdirSync } from 'node:fs';
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

/** Comments and strings hold no rules. */
const bare = (text) => text.replace(/\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"/g, (found) => found.replace(/[^\n]/g, ' '));

// A brace that is missing puts all that follows into the rule above, and is no mistake to a parser.
const classes = new Map();
for (const name of files) {
  const text = bare(readFileSync(join(style, name), 'utf8'));
  const opened = [];
  for (const [offset, sign] of [...text].entries()) {
    const line = () => text.slice(0, offset).split('\n').length;
    if (sign === '{') {
      const head = text.slice(Math.max(text.lastIndexOf('{', offset - 1), text.lastIndexOf('}', offset), text.lastIndexOf(';', offset)) + 1, offset).trim();
      if (opened.some((outer) => !outer.startsWith('@')) && !head.startsWith('&') && !head.startsWith('@') && !opened.some((outer) => outer.startsWith('@keyframes'))) {
        mistakes.push(`style/${name}:${line()}: “${head}” stands within “${opened.at(-1)}”`);
      }
      opened.push(head);
    } else if (sign === '}') {
      opened.pop();
    }
  }
  if (opened.length > 0) {
    mistakes.push(`style/${name}: “${opened.at(-1)}” is never closed`);
  }
  for (const [, found] of text.matchAll(/\.([a-z][a-z0-9-]*)(?![a-z0-9-]*[({%])/g)) {
    classes.set(found, name);
  }
}

// What no page names styles nothing.
const named = ['app/src', 'server/src', 'crates/service/src', 'crates/domain/src', 'public']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, name)))
  .filter((name) => /\.(rs|js|html)$/.test(name))
  .map((name) => readFileSync(name, 'utf8'))
  .join('\n');
const words = new Set(named.match(/[a-z][a-z0-9-]*/g));
for (const [found, name] of classes) {
  if (!words.has(found)) {
    mistakes.push(`style/${name}: nothing has the class “${found}”`);
  }
}

if (mistakes.length > 0) {
  console.error([...new Set(mistakes)].join('\n'));
  process.exit(1);
}
console.log(`${files.length} files parsed`);
