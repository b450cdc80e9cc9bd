import './capture-output';

// See bin/server.ts.
await import('./worker/main');
