// Today: log, and what is due.
import { Page } from "../../parts/index.js";

export function Today() {
  return <Page title="Today" />;
}
