import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

/** A list without entries: says what is empty, why, and what to do. */
export function EmptyState({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <p>{children}</p>
    </div>
  );
}
