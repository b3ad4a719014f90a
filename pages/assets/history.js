// One act of whoever looks is one entry of the browser's history: turning to another page is two addresses for
// Streamlit, and nobody wants to come back to the one in between.
(() => {
  const push = history.pushState.bind(history), put = history.replaceState.bind(history);
  let acted = false;
  ["click", "keydown", "change"].forEach((act) => addEventListener(act, () => { acted = true; }, true));
  addEventListener("popstate", () => { acted = false; }, true);
  history.pushState = (...said) => {
    (acted ? push : put)(...said);
    acted = false;
  };
})();
