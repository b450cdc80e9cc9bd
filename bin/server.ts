import './capture-output';

// When it is needed, and not at the top: a compiled file loads every package that it names before its first line.
await import('./server/main');
