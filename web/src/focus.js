// Where the keyboard is. What is pressed may vanish with its page or its row; the focus is then on
// nothing, and the next Tab would begin at the top of the window.

// When what was pressed has been answered and drawn: soon as a rule, later on a slow disk.
const DRAWN_MS = [300, 1000, 2500, 5000];

export const toHeading = () =>
  (document.querySelector("#main h1") ?? document.querySelector("#main"))?.focus({ preventScroll: true });

/** Back to the heading when a key press took its own button away. Pointers leave the focus where it is. */
export function keepFocus() {
  addEventListener("click", (e) => {
    if (e.detail !== 0) return;
    for (const ms of DRAWN_MS) setTimeout(() => { if (document.activeElement === document.body) toHeading(); }, ms);
  }, true);
}
