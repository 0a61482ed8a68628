// A live part is not drawn again under the hands of somebody who writes in it: what they type would be lost.
(() => {
  const isBusy = (live) =>
    live.querySelector("details[open]") !== null ||
    (live.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
  document.addEventListener("htmx:before:swap", (event) => {
    const live = event.target instanceof Element ? event.target.closest("[data-live]") : null;
    if (live && isBusy(live)) event.preventDefault();
  });
  document.addEventListener("htmx:sse:before:message", (event) => {
    const live = event.target instanceof Element ? event.target.closest("[data-live]") : null;
    if (live && isBusy(live)) event.preventDefault();
  });
})();
