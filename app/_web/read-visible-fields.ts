import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form';

/**
 * Copies the values in the DOM into react-hook-form. It tracks values by events only, but a password manager, a
 * restored page, and typing before the script runs change a field without an event.
 *
 * @param names the names of the fields; a field that the form does not show is skipped
 */
export function readVisibleFields<Form extends FieldValues>(
  element: HTMLFormElement,
  names: readonly Path<Form>[],
  { getValues, setValue, formState }: Pick<UseFormReturn<Form>, 'getValues' | 'setValue' | 'formState'>,
): void {
  // After the first submission, react-hook-form validates each change.
  const shouldValidate = formState.isSubmitted;
  for (const name of names) {
    const field = element.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
    if (field.value !== (getValues(name) ?? ''))
      setValue(name, field.value as PathValue<Form, Path<Form>>, { shouldValidate });
  }
}
