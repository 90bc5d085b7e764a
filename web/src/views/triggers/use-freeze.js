// A new finding is kept on the day it is first shown, by one call. From then on it is judged on later days.
import { useEffect } from "preact/hooks";
import { call } from "../../api.js";
import { newId } from "../../ids.js";
import { touched } from "../../state.js";

const asked = new Set();             // while this page lives: what another tab kept meanwhile is no fault

export function useFreeze(reply) {
  const fresh = (reply?.new ?? []).filter((key) => !asked.has(key));
  useEffect(() => {
    for (const suspect of fresh) {
      asked.add(suspect);
      call("trigger-freeze", { suspect, id: newId(), version: newId() })
        .then(touched, (error) => {
          if (error.code === "CONFLICT") touched();
          else if (error.code === "OFFLINE") asked.delete(suspect);      // when the page is opened again
        });
    }
  }, [fresh.join(" ")]);
}
