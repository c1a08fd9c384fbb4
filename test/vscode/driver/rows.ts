import type { Page } from 'playwright-core';

/** What is looked at in an element of the page; the page's own types are not part of this project. */
interface PageElement {
  readonly innerText: string;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly top: number };
  querySelector(selector: string): PageElement | null;
}

export interface Row<Part extends string> {
  /** As shown. */
  readonly text: string;
  /** Attributes whose names begin with `aria-`, without that. */
  readonly aria: Readonly<Record<string, string | undefined>>;
  /** The text of parts of the row; undefined where it has no such part. */
  readonly parts: Readonly<Record<Part, string | undefined>>;
}

/**
 * Reads rows from top to bottom, all in one moment: a list is drawn again at any time, and rows read one after the other may
 * belong to two different pictures.
 *
 * @param parts selectors, relative to the row, by the name under which their text is returned
 */
export async function readRows<Part extends string = never>(
  page: Page,
  selector: string,
  parts: Readonly<Record<Part, string>> = {} as Record<Part, string>,
): Promise<Row<Part>[]> {
  const rows = await page.locator(selector).evaluateAll((elements, selectors) => {
    return (elements as unknown as PageElement[]).map((element) => ({
      top: element.getBoundingClientRect().top,
      text: element.innerText,
      aria: Object.fromEntries(
        ['label', 'level', 'expanded', 'selected'].map((name) => [
          name,
          element.getAttribute(`aria-${name}`) ?? undefined,
        ]),
      ),
      parts: Object.fromEntries(
        Object.entries(selectors as Record<string, string>).map(([name, part]) => [
          name,
          element.querySelector(part)?.innerText.replace(/\s+/g, ' ').trim(),
        ]),
      ),
    }));
  }, parts);
  return rows
    .sort((a, b) => a.top - b.top)
    .map(({ text, aria, parts }) => ({ text, aria, parts: parts as Record<Part, string | undefined> }));
}
