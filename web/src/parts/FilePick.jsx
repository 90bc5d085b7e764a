// Picks a file of this device. The browser's own button, with the name of what was picked beside it.
import { useState } from "preact/hooks";
import { makeId } from "./Card.jsx";

export function FilePick({ label, accept, file, onPick }) {
  const [id] = useState(() => makeId("file"));
  const picked = (event) => {
    const [chosen] = event.currentTarget.files;
    event.currentTarget.value = "";  // so that the same file can be chosen again
    if (chosen) onPick(chosen);
  };
  return (
    <div class="field file-pick">
      <input class="sr" type="file" id={id} accept={accept} onChange={picked} />
      <label class="btn" for={id}>{label}</label>
      <p class="small">{file ? file.name : "No file chosen yet."}</p>
    </div>
  );
}
