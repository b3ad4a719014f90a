// Light or dark as whoever looks has chosen, otherwise as the system is set: Streamlit asks the browser for it.
(() => {
  const theme = localStorage.getItem("theme"), ask = matchMedia.bind(window);
  if (!theme) return;
  window.matchMedia = (query) =>
    query.includes("prefers-color-scheme") ? ask(query.includes(theme) ? "all" : "not all") : ask(query);
})();
