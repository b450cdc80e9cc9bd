/** The reader of a page: the language, and whether their browser runs JavaScript. */
export interface Reader {
  readonly language: 'zh_TW' | 'en';
  readonly javaScript: boolean;
}
