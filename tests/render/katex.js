// What KaTeX in strict mode has against a formula: "" if nothing.
function fault(latex, display) {
  try {
    katex.renderToString(latex, { displayMode: display, strict: "error", throwOnError: true });
    return "";
  } catch (e) {
    return String(e);
  }
}
