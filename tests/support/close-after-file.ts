import { afterAll } from 'vitest';
import { closeEverything } from './world';

// This file runs anew for every test file, while the modules that it imports are shared with earlier files.
afterAll(closeEverything);
