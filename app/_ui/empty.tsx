import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

/** Stands in for a list without entries: why there are none, and what to do. */
export function Empty({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} />
      {children}
    </div>
  );
}
