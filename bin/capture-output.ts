import { captureOutput } from './output';

// This is the first import: output that another module writes while it loads becomes a record too. With `--dev` a
// developer reads the terminal, so the output stays as it is.
if (!process.argv.includes('--dev')) captureOutput();
