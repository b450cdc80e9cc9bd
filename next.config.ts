import { resolve } from 'node:path';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./app/_web/i18n.ts');

/** Sentences are compiled (tools/compile-messages.mjs), and only the formatter of compiled sentences is needed. */
const MESSAGE_LOADER = './tools/compile-messages.mjs';
const FORMATTER = './node_modules/use-intl/dist/esm/production/format-message/format-only.js';

const config: NextConfig = {
  poweredByHeader: false,
  // `npm run bench` compares with a bare page (page.bench.tsx), which no other build has.
  pageExtensions: ['tsx', 'ts', ...(process.env.BENCH_PAGES ? ['bench.tsx'] : [])],
  // `npm run check` checks the types of the whole project; the build need not repeat it.
  typescript: { ignoreBuildErrors: true },
  // bin/server.ts has already loaded these. A second, bundled copy would have its own pools and connections.
  serverExternalPackages: [
    'prom-client',
    '@node-rs/argon2',
    'postgres',
    'drizzle-orm',
    'imapflow',
    'pino',
    'jose',
    'rate-limiter-flexible',
  ],
  // No image needs optimizing, and the optimizer caches its output on disk for hours: captchas must not end up there.
  images: { unoptimized: true },
  redirects: async () => [{ source: '/portal/login.cgi', destination: '/login', permanent: false }],
  turbopack: {
    rules: { '*.json': { loaders: [MESSAGE_LOADER], condition: { path: '**/messages/*' }, as: '*.js' } },
    resolveAlias: { 'use-intl/format-message': FORMATTER },
  },
  webpack(webpack) {
    webpack.module.rules.push({
      test: /\bmessages\/[^/]+\.json$/,
      use: [resolve(MESSAGE_LOADER)],
      type: 'javascript/auto',
    });
    webpack.resolve.alias['use-intl/format-message'] = resolve(FORMATTER);
    return webpack;
  },
  experimental: { serverActions: { bodySizeLimit: '16kb' } },
};

export default withNextIntl(config);
