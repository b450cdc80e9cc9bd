// Used with the sources only: the compiled thread (dist/bin) has this file's name.
// A worker thread does not inherit the TypeScript loader of the program, even with `--import tsx`
// (https://github.com/privatenumber/tsx/issues/354), so it registers its own before it starts.
import { register } from 'tsx/esm/api';

register();
const { default: measure } = await import('./strength-thread.ts');

export default measure;
