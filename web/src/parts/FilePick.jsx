// Picks a file of this device. The browser's own button, with the name of what was picked beside it.
import { useState } from "preact/hooks";
import { makeId } from "./Card.jsx";

export function FilePick({ label, accept, file, onPick }) {
  const [id] = useState(() => makeId("file"));
  return (
    <div class="field file-pick">
      <input class="sr" type="file" id={id} accept={accept} onChange={(e) => onPick(e.currentTarget.files[0] ?? null)} />
      <label class="btn" for={id}>{label}</label>
      <p class="small">{file ? file.name : "No file chosen yet."}</p>
    </div>
  );
}
