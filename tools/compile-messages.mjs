import compile from 'icu-minify/compile';

/**
 * Loader of messages/*.json in the pages: parses the ICU syntax of each sentence at build time, so that the parser is not
 * sent to the browser. Lists stay as they are: their sentences take no arguments.
 *
 * @param {string} source the file
 */
export default function compileMessages(source) {
  return `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled(JSON.parse(source))))});`;
}

function compiled(messages) {
  if (typeof messages === 'string') return compile(messages);
  if (Array.isArray(messages)) return messages;
  return Object.fromEntries(Object.entries(messages).map(([key, one]) => [key, compiled(one)]));
}
