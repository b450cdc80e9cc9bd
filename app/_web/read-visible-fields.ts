import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form';

/**
 * Gives react-hook-form the values that stand in the fields of its form. It learns of them by events alone, and a password
 * manager, a browser that restores a page, and typing before the script runs set a field without one.
 *
 * @param names of the fields; one that the form does not show is passed by
 */
export function readVisibleFields<Form extends FieldValues>(
  element: HTMLFormElement,
  names: readonly Path<Form>[],
  { getValues, setValue, formState }: Pick<UseFormReturn<Form>, 'getValues' | 'setValue' | 'formState'>,
): void {
  // After the first submission each value is validated again, as when it is typed.
  const shouldValidate = formState.isSubmitted;
  for (const name of names) {
    const field = element.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
    if (field.value !== (getValues(name) ?? ''))
      setValue(name, field.value as PathValue<Form, Path<Form>>, { shouldValidate });
  }
}
