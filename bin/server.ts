import './capture-output';

// A dynamic import, because a compiled file loads every package that it imports statically before its first line.
await import('./server/main');
