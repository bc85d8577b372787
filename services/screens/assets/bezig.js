// Long work says that it goes on from the moment it is asked for, until its page comes; back here it is over.
const lines = document.querySelectorAll("[data-bezig]");
for (const line of lines) {
  line.closest("form").addEventListener("submit", () => {
    line.hidden = false;
  });
}
addEventListener("pageshow", () => {
  for (const line of lines) line.hidden = true;
});
