import { type CountryFile, openCountryFile } from '@/lib/client-address/country-of';

/** Only some pages need the file. */
export function countriesOf(path: string): () => CountryFile {
  let file: CountryFile | undefined;
  return () => {
    file ??= openCountryFile(path);
    return file;
  };
}
