// One act of whoever looks is one entry of the browser's history: turning to another page is two addresses for
// Streamlit, and nobody wants to come back to the one in between.
(() => {
  const push = history.pushState.bind(history), put = history.replaceState.bind(history);
  let isAct = false;
  ["click", "keydown", "change"].forEach((act) => addEventListener(act, () => { isAct = true; }, true));
  addEventListener("popstate", () => { isAct = false; }, true);
  history.pushState = (...state) => {
    (isAct ? push : put)(...state);
    isAct = false;
  };
})();
