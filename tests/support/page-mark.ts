import type { Page } from 'playwright/test';

/** Leaves something in the page that is gone when the browser loads another, or the same once more. */
export const leaveMark = (page: Page) => page.evaluate('window.markOfTheTest = true');
export const hasMark = (page: Page) => page.evaluate('window.markOfTheTest === true');
