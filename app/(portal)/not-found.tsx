/** Nothing ever leads here (see [...path]/page.tsx); the framework's own page would travel along with every other one. */
export default function NotFound() {
  return null;
}
