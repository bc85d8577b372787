// A line that changes while the page is open: what is told is shown as text, and what is not told is not there.
for (const line of document.querySelectorAll("[data-levend]")) {
  const shown = line.querySelector("a") ?? line;
  new EventSource(line.dataset.levend).addEventListener("message", ({ data }) => {
    shown.textContent = data;
    shown.hidden = data === "";
  });
}
