// Reads the documents in a folder with parsers that others wrote, and prints what they complain of: a line for each complaint, the name of the file first.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Parser } from '@asyncapi/parser';
import { JSDOM } from 'jsdom';

// Mermaid cleans labels with the help of a browser's document.
const { window } = new JSDOM('');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');

const asyncApi = new Parser();

async function complaintsOf(file, text) {
  if (file.endsWith('.openapi.json')) {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(text));
    if (!valid) {
      return [].concat(errors).map(error => typeof error === 'string' ? error : `${error.instancePath} ${error.message}`);
    }

    try {
      validator.resolveRefs();
      return [];
    } catch (error) {
      return [String(error.message ?? error)];
    }
  }

  if (file.endsWith('.asyncapi.json')) {
    const diagnostics = await asyncApi.validate(text);
    return diagnostics.filter(diagnostic => diagnostic.severity <= 1).map(diagnostic => `/${diagnostic.path.join('/')} ${diagnostic.message}`);
  }

  if (file.endsWith('.mmd')) {
    return mermaid.parse(text).then(() => [], error => [String(error.message ?? error)]);
  }

  return [`is of no kind that is known here`];
}

const folder = process.argv[2];
const files = readdirSync(folder).sort();
for (const file of files) {
  for (const complaint of await complaintsOf(file, readFileSync(join(folder, file), 'utf8'))) {
    console.log(`${file}: ${complaint.replaceAll('\n', ' ')}`);
  }
}

console.log(`${files.length} documents read`);
