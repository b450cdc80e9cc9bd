import { LanguageParts } from './language-parts';

/** The head of a column. On a narrow screen each cell repeats it, see `.rows`. */
export function ColumnHead({ children }: { children: string }) {
  return (
    <th scope="col">
      <LanguageParts>{children}</LanguageParts>
    </th>
  );
}
