// The proofs of what a page tells, reckoned here: what the page itself says of them counts for nothing.
import { reckoned } from "./proof.js";

const lines = [...document.querySelectorAll("[data-regel]")];
const told = document.querySelector("[data-nagerekend]");
let holding = 0;
for (const line of lines) {
  const { holds, said } = await reckoned(Number(line.dataset.regel), {});
  line.textContent = said;
  if (holds) holding += 1;
}
told.textContent = `${holding} van ${lines.length} regels staan in het log, nagerekend in uw browser.`;
