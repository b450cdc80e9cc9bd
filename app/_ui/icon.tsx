/** Line icons on a grid of 24, drawn for this product. */
const PATHS = {
  building: 'M3 21h18M5 21V10m14 11V10M3 10l9-6 9 6zM10 21v-6h4v6',
  key: 'M15.5 4a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM12.3 11.7 4 20m3-3 2.5 2.5M10 14l2 2',
  paper: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6m-6 4h6',
  mail: 'M3 6h18v12H3zM3 7l9 6 9-6',
  phone: 'M8 3h8v18H8zM11 18h2',
  laptop: 'M5 5h14v10H5zM2 19h20',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 6v7m0 4v.01',
  cross: 'M7 7l10 10M17 7L7 17',
  info: 'M12 7v.01M12 11v6',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 8 0 0 1 16 0',
  megaphone: 'M4 9.5v5h3l9 4v-13l-9 4zM8 14.8l1 4.7h2.5l-1-3.6M19 9.5a4 4 0 0 1 0 5',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5',
  send: 'M3 11.5 21 4l-6 17-4-7zM11 14l10-10',
} as const;

export type IconName = keyof typeof PATHS;

/** As `Icon`, within a part of a page that is built as HTML. */
export const iconHtml = (name: IconName): string =>
  `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${PATHS[name]}"/></svg>`;

/** A decorative icon: what it stands for is always said in words beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
