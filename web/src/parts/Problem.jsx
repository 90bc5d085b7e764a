// What went wrong, in the program's own words, where it happened.
import { Icon } from "./Icon.jsx";

/** The program's words begin small, as in a terminal; on a page they are sentences. */
export function sentence(text) {
  const t = text ? text[0].toUpperCase() + text.slice(1) : "";
  return /[.?:…]$/.test(t) || !t ? t : `${t}.`;
}

/** error: an ApiError, or null. title: what was being done. */
export function Problem({ error, title = "That did not work" }) {
  if (!error) return null;
  return (
    <div class="warn" role="alert">
      <div class="warn-head"><Icon name="warning" /><h3>{title}</h3></div>
      <div class="warn-body">
        <p>{sentence(error.message)}</p>
        {error.hint && <p>{sentence(error.hint)}</p>}
      </div>
    </div>
  );
}

/** Done, said once and shown. */
export const Done = ({ children }) => (children ? <div class="done-strip" role="status"><p>{children}</p></div> : null);
