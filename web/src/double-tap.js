// A double tap is one tap. When a first tap changes the page, the second one lands on whatever came
// under the finger (It eased under Spasm now, a place under It eased) and would say what nobody meant.

const TWICE_MS = 400;                // between the two taps of a double tap
const NEAR_PX = 24;

export function guardDoubleTaps() {
  let last = null;                   // {time, x, y, target} of the tap before
  let isSecond = false;
  addEventListener("pointerdown", (e) => {
    const near = last && e.timeStamp - last.time < TWICE_MS && Math.hypot(e.clientX - last.x, e.clientY - last.y) < NEAR_PX;
    isSecond = Boolean(near) && !last.target.isConnected;
    last = { time: e.timeStamp, x: e.clientX, y: e.clientY, target: e.target };
  }, true);
  addEventListener("click", (e) => {
    if (!isSecond || e.detail === 0) return;         // keys and scripts click without a pointer
    isSecond = false;
    e.preventDefault();
    e.stopPropagation();
  }, true);
}
