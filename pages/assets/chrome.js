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
// Puts the words that Streamlit itself shows around a page into Vietnamese, as they come; blocks of the pages are.
((whole, beginnings, patterns) => {
  const translation = (text) => {
    const plain = text.trim();
    if (Object.hasOwn(whole, plain)) return text.replace(plain, whole[plain]);
    const beginning = Object.keys(beginnings).find((word) => plain.startsWith(word));
    if (beginning) return text.replace(beginning, beginnings[beginning]);
    return patterns.reduce((result, [from, to]) => result.replace(new RegExp(from), to), text);
  };
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder"];
  const translateAttributes = (element) => ATTRIBUTES.forEach((key) => {
    const text = element.getAttribute(key), vietnamese = text && translation(text);
    if (vietnamese && vietnamese !== text) element.setAttribute(key, vietnamese);
  });
  const translateNode = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const vietnamese = translation(node.data);
      if (vietnamese && vietnamese !== node.data) node.data = vietnamese;
    } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest(".block")) {
      translateAttributes(node);
      node.childNodes.forEach(translateNode);
    }
  };
  new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === "attributes") translateAttributes(change.target);
    else if (change.type === "characterData") translateNode(change.target);
    else change.addedNodes.forEach((node) => node.parentElement?.closest(".block") || translateNode(node));
  })).observe(document, {subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES});
  // Whoever comes to a row of years by keys comes to the chosen one, not to the first.
  addEventListener("focusin", ({ target, relatedTarget }) => {
    const row = target.closest?.("[role=radiogroup]");
    if (row && target.matches(":focus-visible") && !row.contains(relatedTarget))
      row.querySelector("[aria-checked=true]")?.focus();
  });
})
