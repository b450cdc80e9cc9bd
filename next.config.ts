import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./app/_web/i18n.ts');

const config: NextConfig = {
  poweredByHeader: false,
  // `npm run bench` compares with a bare page (page.bench.tsx), which no other build has.
  pageExtensions: ['tsx', 'ts', ...(process.env.BENCH_PAGES ? ['bench.tsx'] : [])],
  // npm run check looks at the types of the whole house; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
  // The product is loaded by bin/server.ts; what it holds open is not bundled a second time.
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
  // There is no picture to make smaller, and what is optimized is kept on disk for hours: no captcha belongs there.
  images: { unoptimized: true },
  redirects: async () => [{ source: '/portal/login.cgi', destination: '/login', permanent: false }],
  experimental: { serverActions: { bodySizeLimit: '16kb' } },
};

export default withNextIntl(config);
