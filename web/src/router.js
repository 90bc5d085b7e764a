// Addresses live behind the # of the page, so that every view has one and the browser's back works.
// "#/entry/ID?day=2026-03-14" -> {parts: ["entry", "ID"], ask: {day: "2026-03-14"}}
import { useEffect, useState } from "preact/hooks";

/* An address that somebody typed or cut may hold a lone %: it then stands for itself. */
function decoded(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

export function readAddress(hash = location.hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(decoded);
  return { parts: parts.length ? parts : ["today"], ask: Object.fromEntries(new URLSearchParams(query)) };
}

/** The part of an address that decides which page is drawn anew (and gets the focus). */
export const pathOf = (address) => address.parts.join("/");

export const go = (address) => { location.hash = address; };

/** Without a step in the browser's history. */
export function goInstead(address) {
  history.replaceState(null, "", address);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useAddress() {
  const [address, set] = useState(readAddress);
  useEffect(() => {
    const changed = () => set(readAddress());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return address;
}
