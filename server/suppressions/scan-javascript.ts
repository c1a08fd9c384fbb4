import { type CommentPlace, behind, behindQuote, lineEnd } from './scan-strings';

/** Words behind which a slash begins a regular expression rather than dividing. */
const BEFORE_EXPRESSION = new Set(
  'return typeof instanceof in of new delete void throw case do else yield await extends default from import'.split(
    ' ',
  ),
);

/** Comments of JavaScript and TypeScript: told from template literals, which hold code again, and from regular expressions. */
export function scanJavaScript(text: string): CommentPlace[] {
  const comments: CommentPlace[] = [];
  /** For every template literal that holds the present place, the number of braces open in its code. */
  const braces: number[] = [];
  const sign = /["'`{}]|\/[/*]?/g;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    const start = match.index;
    const depth = braces.length - 1;
    switch (match[0]) {
      case '//':
      case '/*': {
        const end = match[0] === '/*' ? behind(text, '*/', start + 2) : lineEnd(text, start);
        comments.push({ start, content: start + 2, end });
        sign.lastIndex = end;
        break;
      }
      case '/':
        if (beginsExpression(text, start)) sign.lastIndex = behindExpression(text, start);
        break;
      case '`':
        sign.lastIndex = intoTemplate(text, start + 1, braces);
        break;
      case '{':
        if (depth >= 0) braces[depth] = (braces[depth] ?? 0) + 1;
        break;
      case '}':
        if (depth < 0) break;
        if ((braces[depth] ?? 0) > 0) braces[depth] = (braces[depth] ?? 0) - 1;
        else {
          braces.pop();
          sign.lastIndex = intoTemplate(text, start + 1, braces);
        }
        break;
      default:
        // Right behind a word, it is the apostrophe of a text in JSX.
        if (!endsName(text, start)) sign.lastIndex = behindQuote(text, start + 1, match[0]);
    }
  }
  return comments;
}

/** Behind the template's end, or behind the `${` at which code begins again. */
function intoTemplate(text: string, from: number, braces: number[]): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at++;
    else if (char === '`') return at + 1;
    else if (char === '$' && text[at + 1] === '{') {
      braces.push(0);
      return at + 2;
    }
  }
  return text.length;
}

function beginsExpression(text: string, slash: number): boolean {
  let at = slash - 1;
  while (at >= 0 && /\s/.test(text.charAt(at))) at--;
  if (at < 0) return true;
  const char = text.charAt(at);
  // `</tag>` and `/>` of JSX close elements.
  if (char === '<') return false;
  return /[\w$]/.test(char) ? !endsName(text, at + 1) : !/[)\]}"'`]/.test(char);
}

/** True right behind a word that is no keyword before an expression. */
function endsName(text: string, end: number): boolean {
  let start = end;
  while (start > 0 && end - start < 12 && /[\w$]/.test(text.charAt(start - 1))) start--;
  return start < end && !BEFORE_EXPRESSION.has(text.slice(start, end));
}

/** Behind the expression; right behind the slash when no other one closes it on its line. */
function behindExpression(text: string, slash: number): number {
  let inClass = false;
  for (let at = slash + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\n') break;
    if (char === '\\') at++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at + 1;
  }
  return slash + 1;
}
