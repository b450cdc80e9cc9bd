import { expect, test } from 'vitest';
import { telUrl } from './tel-url';

test.each([
  ['(03) 555-0142', 'tel:035550142'],
  ['+886 3 555 0142', 'tel:+88635550142'],
  ['(03) 571-5131 #31178', 'tel:035715131,31178'],
  ['03-5715131 轉 31178', 'tel:035715131,31178'],
  ['03-5715131 ext. 31178', 'tel:035715131,31178'],
])('%s is dialled by %s', (number, url) => expect(telUrl(number)).toBe(url));
