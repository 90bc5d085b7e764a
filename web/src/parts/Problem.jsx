// What went wrong, in the program's own words, where it happened.
import { Icon } from "./Icon.jsx";

/** The program's words begin small, as in a terminal; on a page they are sentences. */
export function sentence(text) {
  const t = text ? text[0].toUpperCase() + text.slice(1) : "";
  return /[.?:…]$/.test(t) || !t ? t : `${t}.`;
}

/** error: an ApiError, or null. title: what was being done. level 2: it stands under the page's heading, in no card. */
export function Problem({ error, title = "That did not work", level = 3 }) {
  if (!error) return null;
  const H = `h${level}`;
  return (
    <div class="warn" role="alert">
      <div class="warn-head"><Icon name="warning" /><H>{title}</H></div>
      <div class="warn-body">
        <p>{sentence(error.message)}</p>
        {error.hint && <p>{sentence(error.hint)}</p>}
      </div>
    </div>
  );
}

/** Done, said once and shown. */
export const Done = ({ children }) => (children ? <div class="done-strip" role="status"><p>{children}</p></div> : null);
