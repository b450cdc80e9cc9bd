import { LanguageParts } from './language-parts';

/** The heading of a column of a table. */
export function Column({ children }: { children: string }) {
  return (
    <th scope="col">
      <LanguageParts>{children}</LanguageParts>
    </th>
  );
}
