import { afterAll } from 'vitest';
import { closeEverything } from './world';

// For every test file anew, while the modules that it imports are shared with the files before it.
afterAll(closeEverything);
