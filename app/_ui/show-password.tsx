interface Props {
  label: string;
  isShown: boolean;
  toggle: () => void;
}

/** The checkbox that shows the password fields of a form as text. It needs JavaScript. */
export function ShowPassword({ label, isShown, toggle }: Props) {
  return (
    <p>
      <label>
        <input type="checkbox" checked={isShown} onChange={toggle} /> <span>{label}</span>
      </label>
    </p>
  );
}
