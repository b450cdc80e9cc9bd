import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./app/_web/i18n.ts');

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
  experimental: { serverActions: { bodySizeLimit: '16kb' } },
};

export default withNextIntl(config);
