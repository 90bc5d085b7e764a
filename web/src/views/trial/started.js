// What a draw gives once and never again: the helper's sheet, the opening code. It lives in this page's
// memory only, until the helper has it: not in an address, not in the browser's storage, not in a reply
// that is kept.

let sheets = null;                   // {id, title, html, page, code}
let fresh = null;                    // id of the trial that was drawn a moment ago

const ask = (event) => event.preventDefault();

/** Takes the reply of a draw. True if there is a sheet to hand over. */
export function takeStart(reply) {
  fresh = reply.trial.id;
  if (!reply.sheet) return false;
  sheets = { id: reply.trial.id, title: reply.sheet.title, html: reply.sheet.html, page: reply.sheet_page, code: reply.opening_code };
  addEventListener("beforeunload", ask);       // closing now would lose it
  return true;
}

export const sheetOf = (id) => (sheets?.id === id ? sheets : null);

/** The helper has it: nothing of it stays here. */
export function forgetSheet() {
  sheets = null;
  removeEventListener("beforeunload", ask);
}

export const isFresh = (id) => fresh === id;
