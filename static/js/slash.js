/** "/" takes the reader to the search field, unless something is being typed. */
export function searchBySlash(root = document) {
  root.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const field = [...root.querySelectorAll("main input[type=search], input[type=search]")].find((one) => one.getClientRects().length);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
