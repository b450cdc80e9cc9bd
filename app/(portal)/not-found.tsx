/**
 * Never shown (see [...path]/page.tsx). Without it the framework would send its own page along with every other one.
 */
export default function NotFound() {
  return null;
}
