import { captureOutput } from './output';

// Imported before all else, since what another module writes while it is loaded is a record too. With `--dev` a person
// reads along.
if (!process.argv.includes('--dev')) captureOutput();
